/**
 * The floor of the latency: at each instant of the rate one bare `socket.write` for every viewer, and nothing else in this
 * process. The frame is of the size that the product's have, and begins with the instant. See latency.ts.
 *
 *   node bare-writer.ts <flushes per second> <bytes of a frame>
 */
import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { nowMs } from './load-viewer.ts'

const [rateText = '10', bytesText = '256'] = process.argv.slice(2)
const periodMs = 1_000 / Number(rateText)
const payloadBytes = Math.max(126, Number(bytesText) - 4)
const sockets: Socket[] = []

const server = createServer((_request, response) => response.writeHead(404).end())
server.on('upgrade', (request, duplex) => {
  const socket = duplex as Socket
  const accept = createHash('sha1')
    .update(`${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
    .digest('base64')
  socket.setNoDelay(true)
  socket.on('error', () => socket.destroy())
  socket.resume()
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n` +
      'Sec-WebSocket-Protocol: ticklane.v1.bin\r\n\r\n',
  )
  sockets.push(socket)
})

let instantMs = Math.ceil(nowMs() / periodMs) * periodMs

function writeAll(): void {
  const frame = Buffer.alloc(4 + payloadBytes)
  frame[0] = 0x82
  frame[1] = 126
  frame.writeUInt16BE(payloadBytes, 2)
  frame.writeDoubleLE(instantMs, 4)
  for (let index = 0; index < sockets.length; index++) (sockets[index] as Socket).write(frame)
  arm()
}

function arm(): void {
  instantMs += periodMs
  setTimeout(writeAll, Math.max(0, instantMs - nowMs()))
}

server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`)
  arm()
})
process.once('SIGTERM', () => process.exit(0))
