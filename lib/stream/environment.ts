import type { CancelTimer, Clock } from '../market/clock.ts'
import type { Release } from './types.ts'

/** What the page went through. `frozen` and `thawed`: the back/forward cache or a frozen tab, where no timer runs. */
export type PageEvent = 'visible' | 'hidden' | 'online' | 'offline' | 'frozen' | 'thawed'

/** The part of a WebSocket that is used. */
export interface SocketLike {
  binaryType: string
  readonly protocol: string
  onopen: ((event: Event) => void) | null
  onmessage: ((event: MessageEvent) => void) | null
  onclose: ((event: CloseEvent) => void) | null
  onerror: ((event: Event) => void) | null
  send(text: string): void
  close(code?: number, reason?: string): void
}

/** The part of an EventSource that is used. */
export interface EventSourceLike {
  onopen: ((event: Event) => void) | null
  onmessage: ((event: MessageEvent) => void) | null
  onerror: ((event: Event) => void) | null
  close(): void
}

/**
 * Everything the client takes from the page, so that tests and the simulation drive it. `now` is the page's Unix time in
 * ms, with a fraction; it follows the system clock when that is set, and goes on during sleep.
 */
export interface StreamEnvironment extends Clock {
  /** Calls once at the next animation frame. Never called while the page is hidden. */
  frame(callback: () => void): CancelTimer
  /** Uniform in [0, 1). */
  random(): number
  readonly hidden: boolean
  readonly online: boolean
  listen(listener: (event: PageEvent) => void): Release
  /** Throws where the page may not open one. */
  openSocket(url: string, protocols: readonly string[]): SocketLike
  /** undefined where there is none. */
  openEvents(url: string): EventSourceLike | undefined
  fetch(url: string, signal: AbortSignal): Promise<Response>
}
