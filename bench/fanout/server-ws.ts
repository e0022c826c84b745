/**
 * What people write first: `ws`, JSON. `update`: one message for each update, made once for all who get it. `array`: one
 * message for each viewer and flush, an array of its updates.
 */
import { type WebSocket, WebSocketServer } from 'ws'
import { control } from './child-control.ts'
import { flushHz, updateJson, Workload } from './workload.ts'

const mode = process.argv[2]
const workload = new Workload()
const viewers: { readonly socket: WebSocket; readonly list: readonly number[] }[] = []
const subscribers: WebSocket[][] = workload.rows.map(() => [])
let updates = 0
let bytes = 0

function frameBytes(payload: number): number {
  return payload + (payload < 126 ? 2 : payload < 65_536 ? 4 : 10)
}

function flushUpdates(): void {
  workload.step()
  for (const [instrument, row] of workload.rows.entries()) {
    const message = Buffer.from(updateJson(row))
    const sockets = subscribers[instrument] ?? []
    for (const socket of sockets) socket.send(message, { binary: false })
    updates += sockets.length
    bytes += sockets.length * frameBytes(message.length)
  }
}

function flushArrays(): void {
  workload.step()
  const fragments = workload.rows.map(updateJson)
  for (const { socket, list } of viewers) {
    const message = `[${list.map((instrument) => fragments[instrument]).join(',')}]`
    socket.send(message)
    updates += list.length
    bytes += frameBytes(message.length)
  }
}

const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false })
server.on('connection', (socket) => {
  socket.once('message', (text) => {
    const list = JSON.parse(String(text)) as number[]
    viewers.push({ socket, list })
    for (const instrument of list) subscribers[instrument]?.push(socket)
  })
})
let timer: NodeJS.Timeout | undefined
server.on('listening', () => {
  const address = server.address()
  control({
    port: typeof address === 'object' && address !== null ? address.port : 0,
    counters: () => ({ updates, bytes }),
    run: () => {
      timer = setInterval(mode === 'array' ? flushArrays : flushUpdates, 1_000 / flushHz)
    },
    rest: () => clearInterval(timer),
  })
})
