/** The crowd's own process: told by its parent how many viewers to add, answers when they are subscribed. See crowd.ts. */
import { Readers } from '../fanout/readers.ts'

const [portText = '', rateText = '', listsText = '[]'] = process.argv.slice(2)
const lists = JSON.parse(listsText) as readonly (readonly string[])[]
const readers = new Readers()
let added = 0

process.on('message', async (count: number) => {
  for (let index = 0; index < count; index++) {
    const symbols = lists[added % lists.length] ?? []
    await readers.connect(Number(portText), '/stream', 'ticklane.v1.bin', [
      JSON.stringify({ type: 'subscribe', symbols, rate: Number(rateText) }),
    ])
    added += 1
  }
  process.send?.(added)
})
process.on('disconnect', () => process.exit(0))
