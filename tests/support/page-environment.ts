import WebSocket from 'ws'
import type { EventSourceLike, PageEvent, SocketLike, StreamEnvironment } from '../../lib/stream/environment.ts'

/** A page in Node: real sockets and time, animation frames at once. */
export class PageEnvironment implements StreamEnvironment {
  hidden = false
  online = true
  /** What becomes of a message of the server before the client sees it; undefined: it is lost. */
  onMessage: (data: string | ArrayBuffer) => string | ArrayBuffer | undefined = (data) => data
  /** Throws to refuse. */
  onOpen: () => void = () => undefined
  eventSources = true
  /** Where what is sent to an address goes: a server may have come back elsewhere. */
  addressOf: (url: string) => string = (url) => url
  readonly sockets: WebSocket[] = []
  readonly #listeners = new Set<(event: PageEvent) => void>()

  now(): number {
    return Date.now()
  }

  after(delayMs: number, callback: () => void): () => void {
    const timer = setTimeout(callback, delayMs)
    return () => clearTimeout(timer)
  }

  frame(callback: () => void): () => void {
    const timer = setImmediate(callback)
    return () => clearImmediate(timer)
  }

  /** Reconnects at once. */
  random(): number {
    return 0
  }

  listen(listener: (event: PageEvent) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  emit(event: PageEvent): void {
    for (const listener of this.#listeners) listener(event)
  }

  openSocket(url: string, protocols: readonly string[]): SocketLike {
    this.onOpen()
    const socket = new WebSocket(this.addressOf(url), [...protocols])
    this.sockets.push(socket)
    const own: SocketLike = {
      binaryType: 'arraybuffer',
      get protocol() {
        return socket.protocol
      },
      onopen: null,
      onmessage: null,
      onclose: null,
      onerror: null,
      send: (text) => socket.send(text),
      close: (code, reason) => socket.close(code, reason),
    }
    socket.on('open', () => own.onopen?.(new Event('open')))
    socket.on('error', () => own.onerror?.(new Event('error')))
    socket.on('close', (code, reason) => {
      own.onclose?.(Object.assign(new Event('close'), { code, reason: String(reason), wasClean: true }) as CloseEvent)
    })
    socket.on('message', (bytes: Buffer, isBinary: boolean) => {
      const data = this.onMessage(isBinary ? new Uint8Array(bytes).buffer : bytes.toString())
      if (data !== undefined) own.onmessage?.(new MessageEvent('message', { data }))
    })
    return own
  }

  openEvents(url: string): EventSourceLike | undefined {
    if (!this.eventSources) return undefined
    const ended = new AbortController()
    const source: EventSourceLike = { onopen: null, onmessage: null, onerror: null, close: () => ended.abort() }
    readEvents(this.addressOf(url), source, ended.signal).catch(() => {
      if (!ended.signal.aborted) source.onerror?.(new Event('error'))
    })
    return source
  }

  async fetch(url: string, signal: AbortSignal): Promise<Response> {
    return await fetch(this.addressOf(url), { signal })
  }
}

/** Enough of server-sent events for what our server sends: `data:` lines, blank lines, comments. */
async function readEvents(url: string, source: EventSourceLike, signal: AbortSignal): Promise<void> {
  const response = await fetch(url, { signal })
  if (!response.ok || response.body === null) throw new Error(`answered ${response.status}`)
  let text = ''
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    text += chunk
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const lines = text.slice(0, end).split('\n')
      text = text.slice(end + 2)
      const data = lines.filter((line) => line.startsWith('data:')).map((line) => line.slice(5).trimStart())
      if (data.length > 0) source.onmessage?.(new MessageEvent('message', { data: data.join('\n') }))
    }
  }
  throw new Error('ended')
}
