import { expect, it } from 'vitest'
import type { BarHistory } from '../../lib/market/bar-history.ts'
import { MarketState } from '../market/market-state.ts'
import { startApi } from './test-support/api-under-test.ts'

it('lists of closes leave room for charts, however many are asked for at once', async () => {
  let release: () => void = () => undefined
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  let reads = 0
  const bars: BarHistory = {
    async read() {
      reads += 1
      await released
      return { bars: [], missing: [] }
    },
  }
  const api = await startApi(new MarketState({ epoch: 'e' }), { bars })
  const status = async (path: string) => (await api.get(path)).status
  const list = '/api/closes?symbols=US:AAPL'
  const lists = Array.from({ length: 32 }, () => status(list))
  await expect.poll(() => reads).toBe(32)
  expect(await status(list)).toBe(503)
  const chart = status('/api/bars?symbol=US:AAPL')
  await expect.poll(() => reads).toBe(33)
  release()
  expect(await Promise.all([...lists, chart])).toEqual(Array.from({ length: 33 }, () => 200))
  expect(await status(list)).toBe(200)
  await api.close()
})
