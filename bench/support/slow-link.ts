import { once } from 'node:events'
import { createServer, connect as openConnection, type Socket } from 'node:net'

export interface LinkQuality {
  readonly kbps: number
  readonly rttMs: number
}

export interface SlowLink {
  readonly url: string
  /** Bytes that went to the browser, whatever asked for them. */
  readonly bytesDown: () => number
  close(): Promise<void>
}

/** One direction of a line that all connections share. What goes in first comes out first. */
class Lane {
  bytes = 0
  #freeMs = 0
  readonly #bytesPerMs: number
  readonly #delayMs: number
  readonly #onTheWay: { readonly atMs: number; readonly arrived: () => void }[] = []
  #waiting = false

  constructor({ kbps, rttMs }: LinkQuality) {
    this.#bytesPerMs = kbps / 8
    this.#delayMs = rttMs / 2
  }

  /** Calls when the last of so many bytes has come through. */
  pass(bytes: number, arrived: () => void): void {
    this.bytes += bytes
    this.#freeMs = Math.max(this.#freeMs, performance.now()) + bytes / this.#bytesPerMs
    this.#onTheWay.push({ atMs: this.#freeMs + this.#delayMs, arrived })
    this.#wait()
  }

  #wait(): void {
    const first = this.#onTheWay[0]
    if (this.#waiting || first === undefined) return
    this.#waiting = true
    setTimeout(
      () => {
        this.#waiting = false
        const now = performance.now()
        while ((this.#onTheWay[0]?.atMs ?? Number.POSITIVE_INFINITY) <= now) this.#onTheWay.shift()?.arrived()
        this.#wait()
      },
      Math.max(1, first.atMs - performance.now()),
    )
  }
}

const segmentBytes = 1_448

/**
 * A line of that quality in front of a server. The browser's own throttle holds only for what the page itself asks for, not
 * for its workers. A new connection costs a round trip, as a handshake does.
 */
export async function openSlowLink(serverUrl: string, quality: LinkQuality): Promise<SlowLink> {
  const { port } = new URL(serverUrl)
  const [up, down] = [new Lane(quality), new Lane(quality)]
  const open = new Set<Socket>()
  const server = createServer((browser) => {
    const upstream = openConnection(Number(port), '127.0.0.1')
    carry(browser, upstream, up, quality.rttMs)
    carry(upstream, browser, down, 0)
    for (const socket of [browser, upstream]) {
      open.add(socket)
      socket.setNoDelay(true)
      socket.on('close', () => open.delete(socket))
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The slow link has no port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    bytesDown: () => down.bytes,
    async close() {
      for (const socket of open) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

function carry(from: Socket, to: Socket, lane: Lane, handshakeMs: number): void {
  let early: Buffer[] | undefined = []
  const send = (data: Buffer): void => {
    for (let at = 0; at < data.length; at += segmentBytes) {
      const part = data.subarray(at, at + segmentBytes)
      lane.pass(part.length, () => {
        if (!to.destroyed) to.write(part)
      })
    }
  }
  setTimeout(() => {
    const waiting = early ?? []
    early = undefined
    for (const data of waiting) send(data)
  }, handshakeMs)
  from.on('data', (data: Buffer) => {
    if (early === undefined) send(data)
    else early.push(data)
  })
  from.on('end', () => lane.pass(0, () => to.end()))
  from.on('error', () => to.destroy())
}
