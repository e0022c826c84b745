import type { CancelTimer } from '../../market/clock.ts'
import type { EventSourceLike, PageEvent, SocketLike, StreamEnvironment } from '../environment.ts'
import type { Release } from '../types.ts'

interface Timer {
  readonly dueMs: number
  readonly order: number
  readonly callback: () => void
}

/** A page whose time, frames, visibility, network and sockets a test drives. */
export class FakeEnvironment implements StreamEnvironment {
  hidden = false
  online = true
  readonly sockets: FakeSocket[] = []
  readonly eventSources: FakeEventSource[] = []
  readonly fetches: FakeFetch[] = []
  /** What `random` returns. */
  chance = 0.5
  #nowMs: number
  #order = 0
  readonly #timers = new Set<Timer>()
  readonly #frames = new Set<() => void>()
  readonly #listeners = new Set<(event: PageEvent) => void>()

  constructor(nowMs = 1_700_000_000_000) {
    this.#nowMs = nowMs
  }

  now(): number {
    return this.#nowMs
  }

  random(): number {
    return this.chance
  }

  after(delayMs: number, callback: () => void): CancelTimer {
    const timer = { dueMs: this.#nowMs + Math.max(0, delayMs), order: this.#order++, callback }
    this.#timers.add(timer)
    return () => this.#timers.delete(timer)
  }

  frame(callback: () => void): CancelTimer {
    const own = () => callback()
    this.#frames.add(own)
    return () => this.#frames.delete(own)
  }

  listen(listener: (event: PageEvent) => void): Release {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  openSocket(url: string, protocols: readonly string[]): SocketLike {
    const socket = new FakeSocket(url, protocols)
    this.sockets.push(socket)
    return socket
  }

  openEvents(url: string): EventSourceLike {
    const source = new FakeEventSource(url)
    this.eventSources.push(source)
    return source
  }

  fetch(url: string, signal: AbortSignal): Promise<Response> {
    return new Promise((resolve, reject) => {
      const { promise, resolve: answered } = Promise.withResolvers<void>()
      signal.addEventListener('abort', () => reject(signal.reason))
      this.fetches.push({
        url,
        signal,
        answer(response) {
          resolve(response)
          answered()
        },
        fail: () => reject(new TypeError('fetch failed')),
        answered: promise,
      })
    })
  }

  /** Time passes; timers run when they are due. */
  advance(ms: number): void {
    const untilMs = this.#nowMs + ms
    for (;;) {
      const due = [...this.#timers]
        .filter((timer) => timer.dueMs <= untilMs)
        .sort((a, b) => a.dueMs - b.dueMs || a.order - b.order)
      const [next] = due
      if (next === undefined) break
      this.#timers.delete(next)
      this.#nowMs = Math.max(this.#nowMs, next.dueMs)
      next.callback()
    }
    this.#nowMs = untilMs
  }

  /** As `advance`, with what is done between tasks (microtasks) done at every step. */
  async pass(ms: number, stepMs = 100): Promise<void> {
    for (let passed = 0; passed < ms; passed += stepMs) {
      this.advance(Math.min(stepMs, ms - passed))
      await settled()
    }
  }

  /** Time passes without any timer: sleep, or a frozen page. */
  sleep(ms: number): void {
    this.#nowMs += ms
  }

  /** One animation frame. */
  paint(): void {
    if (this.hidden) return
    const due = [...this.#frames]
    this.#frames.clear()
    for (const callback of due) callback()
  }

  emit(event: PageEvent): void {
    if (event === 'hidden') this.hidden = true
    if (event === 'visible') this.hidden = false
    if (event === 'offline') this.online = false
    if (event === 'online') this.online = true
    for (const listener of [...this.#listeners]) listener(event)
  }

  get listenerCount(): number {
    return this.#listeners.size
  }

  get timerCount(): number {
    return this.#timers.size
  }

  get socket(): FakeSocket {
    const socket = this.sockets.at(-1)
    if (socket === undefined) throw new Error('no socket was opened')
    return socket
  }
}

export class FakeSocket implements SocketLike {
  binaryType = 'blob' as const as BinaryType
  protocol = ''
  onopen: ((event: Event) => void) | null = null
  onmessage: ((event: MessageEvent) => void) | null = null
  onclose: ((event: CloseEvent) => void) | null = null
  onerror: ((event: Event) => void) | null = null
  readonly url: string
  readonly protocols: readonly string[]
  /** Messages of the client, parsed. */
  readonly sent: Record<string, unknown>[] = []
  closed = false

  constructor(url: string, protocols: readonly string[]) {
    this.url = url
    this.protocols = protocols
  }

  send(text: string): void {
    if (this.closed) throw new Error('sent on a closed socket')
    this.sent.push(JSON.parse(text) as Record<string, unknown>)
  }

  close(): void {
    this.closed = true
  }

  open(protocol: string): void {
    this.protocol = protocol
    this.onopen?.(new Event('open'))
  }

  receive(message: object | string): void {
    const data = typeof message === 'string' ? message : JSON.stringify(message)
    this.onmessage?.(new MessageEvent('message', { data }))
  }

  receiveBytes(bytes: Uint8Array): void {
    const data = bytes.slice().buffer
    this.onmessage?.(new MessageEvent('message', { data }))
  }

  cut(code = 1006, reason = ''): void {
    this.closed = true
    this.onclose?.(Object.assign(new Event('close'), { code, reason, wasClean: code !== 1006 }) as CloseEvent)
  }

  sentOf(type: string): Record<string, unknown>[] {
    return this.sent.filter((message) => message.type === type)
  }
}

export class FakeEventSource implements EventSourceLike {
  onopen: ((event: Event) => void) | null = null
  onmessage: ((event: MessageEvent) => void) | null = null
  onerror: ((event: Event) => void) | null = null
  readonly url: string
  closed = false

  constructor(url: string) {
    this.url = url
  }

  close(): void {
    this.closed = true
  }

  receive(message: object): void {
    this.onmessage?.(new MessageEvent('message', { data: JSON.stringify(message) }))
  }

  fail(): void {
    this.onerror?.(new Event('error'))
  }
}

export interface FakeFetch {
  readonly url: string
  readonly signal: AbortSignal
  answer(response: Response): void
  fail(): void
  readonly answered: Promise<void>
}

/** Everything queued as microtasks has run. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve()
}
