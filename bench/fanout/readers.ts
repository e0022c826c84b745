import { once } from 'node:events'
import { createConnection, type Socket } from 'node:net'

/** Viewers that read and forget: the load must not be what is measured. */
export class Readers {
  readonly #sockets: Socket[] = []
  bytes = 0

  /** One WebSocket handshake each, then `messages` as masked text frames. */
  async connect(port: number, path: string, subprotocol: string | undefined, messages: readonly string[]): Promise<void> {
    const socket = createConnection({ port, host: '127.0.0.1' })
    await once(socket, 'connect')
    socket.setNoDelay(true)
    const protocol = subprotocol === undefined ? '' : `Sec-WebSocket-Protocol: ${subprotocol}\r\n`
    socket.write(
      `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
        `Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n${protocol}\r\n`,
    )
    const [answer] = (await once(socket, 'data')) as [Buffer]
    if (!answer.toString('latin1').startsWith('HTTP/1.1 101'))
      throw new Error(`Refused: ${answer.toString('latin1').split('\r\n')[0]}`)
    for (const message of messages) socket.write(maskedFrame(message))
    socket.on('data', (chunk: Buffer) => {
      this.bytes += chunk.length
    })
    socket.on('error', () => socket.destroy())
    this.#sockets.push(socket)
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy()
    this.#sockets.length = 0
  }
}

/** A client's text frame, masked with zeros. */
function maskedFrame(text: string): Buffer {
  const payload = Buffer.from(text)
  const header =
    payload.length < 126
      ? Buffer.from([0x81, 128 + payload.length])
      : Buffer.from([0x81, 254, payload.length >> 8, payload.length & 255])
  return Buffer.concat([header, Buffer.alloc(4), payload])
}
