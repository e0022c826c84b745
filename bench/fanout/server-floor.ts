/**
 * The floor: the very frames that the product makes of the workload, made beforehand, and one bare `socket.write` for each
 * viewer and flush. Nothing else happens in this process.
 */
import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { control } from './child-control.ts'
import { recordFrames } from './record-frames.ts'
import { flushHz, type Sharing, watchlistSize } from './workload.ts'

const { frames } = recordFrames(process.argv[2] as Sharing, 40)
const sockets: Duplex[] = []
let updates = 0
let bytes = 0
let flush = 0

const server = createServer((_request, response) => response.writeHead(404).end())
server.on('upgrade', (request: IncomingMessage, socket: Duplex) => {
  const accept = createHash('sha1')
    .update(`${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
    .digest('base64')
  if ('setNoDelay' in socket && typeof socket.setNoDelay === 'function') socket.setNoDelay(true)
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n` +
      'Sec-WebSocket-Protocol: ticklane.v1.bin\r\n\r\n',
  )
  socket.on('error', () => socket.destroy())
  socket.resume()
  sockets.push(socket)
})

function writeAll(): void {
  const round = frames[flush % frames.length] ?? []
  flush += 1
  for (let viewer = 0; viewer < sockets.length; viewer++) {
    const frame = round[viewer] as Buffer
    ;(sockets[viewer] as Duplex).write(frame)
    bytes += frame.length
  }
  updates += sockets.length * watchlistSize
}

let timer: NodeJS.Timeout | undefined
server.listen(0, '127.0.0.1', () =>
  control({
    port: (server.address() as AddressInfo).port,
    counters: () => ({ updates, bytes }),
    run: () => {
      timer = setInterval(writeAll, 1_000 / flushHz)
    },
    rest: () => clearInterval(timer),
  }),
)
