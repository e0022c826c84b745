import type { Clock } from '../../../lib/market/clock.ts'

/** Time that a test moves. */
export class ManualClock implements Clock {
  #now: number
  #timers: { atMs: number; callback: () => void }[] = []

  constructor(startMs: number) {
    this.#now = startMs
  }

  now(): number {
    return this.#now
  }

  after(delayMs: number, callback: () => void) {
    const timer = { atMs: this.#now + delayMs, callback }
    this.#timers.push(timer)
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer)
    }
  }

  advance(ms: number): void {
    this.#now += ms
    const due = this.#timers.filter(({ atMs }) => atMs <= this.#now)
    this.#timers = this.#timers.filter(({ atMs }) => atMs > this.#now)
    for (const { callback } of due) callback()
  }
}
