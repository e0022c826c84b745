import { once } from 'node:events'
import { type ClientRequest, get, type IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import WebSocket from 'ws'
import { StreamDecoder } from '../../lib/protocol/decoder.ts'
import type { DecoderStream } from '../../lib/protocol/decoder-stream.ts'
import type { ServerMessage } from '../../lib/protocol/messages.ts'

export type ViewerTransport = 'binary' | 'json' | 'sse' | 'poll'

/** Told of every frame of prices: its flush instant by the server's clock, and how many instruments it updated. */
export type OnFrame = (viewer: LoadViewer, flushTimeMs: number, updates: number) => void

/** Wall clock with the resolution of the high resolution timer; the same machine's as the server's. */
export function nowMs(): number {
  return performance.timeOrigin + performance.now()
}

/** A viewer for load: decodes everything it gets, acknowledges once a second, keeps nothing. */
export class LoadViewer {
  readonly transport: ViewerTransport
  readonly symbols: readonly string[]
  readonly rate: number
  updates = 0
  checks = 0
  mismatches = 0
  /** Frames after which the sequence was not the next one. */
  lost = 0
  closed = false
  readonly #onFrame: OnFrame
  readonly #sequences = new Map<number, number>()
  #socket: Socket | undefined
  #webSocket: WebSocket | undefined
  #request: ClientRequest | undefined
  #bytesOfEndedSockets = 0
  #acknowledging: NodeJS.Timeout | undefined

  constructor(transport: ViewerTransport, symbols: readonly string[], rate: number, onFrame: OnFrame) {
    this.transport = transport
    this.symbols = symbols
    this.rate = rate
    this.#onFrame = onFrame
  }

  /** Everything that came from the network, handshake and framing included. */
  get bytes(): number {
    return this.#bytesOfEndedSockets + (this.#socket?.bytesRead ?? 0)
  }

  async open(url: string): Promise<void> {
    if (this.transport === 'binary' || this.transport === 'json') await this.#openWebSocket(url)
    else if (this.transport === 'sse') await this.#openEvents(url)
    else this.#poll(url, `symbols=${encodeURIComponent(this.symbols.join(','))}&rate=${this.rate}`).catch(this.#ended)
  }

  /** The kernel's buffers fill up, and the server sees a viewer that has stopped reading. */
  stall(): void {
    this.#socket?.pause()
    clearInterval(this.#acknowledging)
  }

  close(): void {
    this.closed = true
    clearInterval(this.#acknowledging)
    this.#webSocket?.terminate()
    this.#request?.destroy()
  }

  async #openWebSocket(url: string): Promise<void> {
    const subprotocol = this.transport === 'binary' ? 'ticklane.v1.bin' : 'ticklane.v1.json'
    const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/stream`, subprotocol, { perMessageDeflate: false })
    this.#webSocket = socket
    socket.on('upgrade', (response: IncomingMessage) => {
      this.#socket = response.socket
    })
    const decoder = this.#createDecoder()
    socket.on('message', (data: Buffer, isBinary: boolean) => {
      if (isBinary) decoder.decode(data)
      else this.#receive(JSON.parse(data.toString()) as ServerMessage, decoder)
    })
    socket.on('error', () => this.close())
    socket.on('close', () => {
      this.closed = true
      clearInterval(this.#acknowledging)
    })
    await once(socket, 'open')
    socket.send(JSON.stringify({ type: 'subscribe', id: 1, symbols: this.symbols, rate: this.rate }))
    this.#acknowledging = setInterval(() => {
      if (this.#sequences.size === 0 || socket.readyState !== WebSocket.OPEN) return
      socket.send(JSON.stringify({ type: 'ack', sequences: Object.fromEntries(this.#sequences) }))
    }, 1_000)
  }

  /** The server, or `close`, cut it. */
  readonly #ended = (): void => {
    this.closed = true
  }

  #createDecoder(): StreamDecoder {
    const moved = (stream: DecoderStream) => {
      this.#sequences.set(this.rate, stream.sequence)
      this.#count(stream.timeMs, stream.changedCount)
    }
    return new StreamDecoder({
      onTick: moved,
      onSnapshot: moved,
      onCheck: (_stream, equal) => {
        this.checks += 1
        if (!equal) this.mismatches += 1
      },
      onLost: () => {
        this.lost += 1
      },
    })
  }

  #receive(message: ServerMessage, decoder: StreamDecoder | undefined): void {
    if (message.type === 'subscribed') {
      const tier = [0.5, 1, 2, 4, 10, 20, 60].indexOf(message.rate)
      decoder?.setMembers(
        tier,
        message.instruments.map((instrument) => instrument.index),
      )
    } else if (message.type === 'tick' || message.type === 'snapshot') {
      this.#sequences.set(message.rate, message.sequence)
      this.#count(message.timeMs, message.quotes.length)
    } else if (message.type === 'error') throw new Error(`${message.code}: ${message.message}`)
  }

  #count(flushTimeMs: number, updates: number): void {
    this.updates += updates
    this.#onFrame(this, flushTimeMs, updates)
  }

  async #openEvents(url: string): Promise<void> {
    const path = `${url}/api/stream?symbols=${encodeURIComponent(this.symbols.join(','))}&rate=${this.rate}`
    const request = get(path, { agent: false })
    this.#request = request
    request.on('error', this.#ended)
    const [response] = (await once(request, 'response')) as [IncomingMessage]
    response.on('error', this.#ended)
    this.#socket = response.socket
    let text = ''
    response.setEncoding('utf8')
    response.on('data', (chunk: string) => {
      text += chunk
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        const event = text.slice(0, end)
        text = text.slice(end + 2)
        const line = event.split('\n').find((part) => part.startsWith('data: '))
        if (line !== undefined) this.#receive(JSON.parse(line.slice(6)) as ServerMessage, undefined)
      }
    })
  }

  async #poll(url: string, firstQuery: string): Promise<void> {
    let query = firstQuery
    while (!this.closed) {
      const request = get(`${url}/api/poll?${query}`, { agent: false })
      this.#request = request
      request.on('error', () => {
        this.closed = true
      })
      const [response] = (await once(request, 'response')) as [IncomingMessage]
      let text = ''
      response.setEncoding('utf8')
      for await (const chunk of response) text += String(chunk)
      this.#bytesOfEndedSockets += response.socket?.bytesRead ?? 0
      const answer = JSON.parse(text) as { session: string; cursor: number; messages: ServerMessage[] }
      for (const message of answer.messages) this.#receive(message, undefined)
      query = `session=${answer.session}&cursor=${answer.cursor}`
    }
  }
}

/** `lists` watchlists of `size` symbols, spread over the `symbols` with a fixed stride so that they overlap in part. */
export function watchlists(symbols: readonly string[], lists: number, size: number): string[][] {
  return Array.from({ length: lists }, (_, list) => {
    const start = Math.floor((list * symbols.length) / lists)
    const stride = 1 + (list % 7)
    const chosen = new Set<string>()
    for (let step = 0; chosen.size < Math.min(size, symbols.length); step++) {
      const at = (start + step * stride + Math.floor((step * stride) / symbols.length)) % symbols.length
      chosen.add(symbols[at] ?? '')
    }
    return [...chosen]
  })
}

export async function instrumentSymbols(url: string, wanted: number): Promise<string[]> {
  const symbols: string[] = []
  while (symbols.length < wanted) {
    const response = await fetch(`${url}/api/instruments?limit=500&offset=${symbols.length}`)
    const page = (await response.json()) as { instruments: { symbol: string }[] }
    if (page.instruments.length === 0) break
    symbols.push(...page.instruments.map((instrument) => instrument.symbol))
  }
  return symbols.slice(0, wanted)
}

/** Opens all, a bounded number at a time. */
export async function openAll(viewers: readonly LoadViewer[], url: string, atOnce = 100): Promise<void> {
  for (let first = 0; first < viewers.length; first += atOnce) {
    await Promise.all(viewers.slice(first, first + atOnce).map((viewer) => viewer.open(url)))
  }
}

export async function pause(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms))
}
