import type { CancelTimer } from '../../lib/market/clock.ts'

interface Timer {
  readonly atMs: number
  readonly order: number
  callback: (() => void) | undefined
}

/** The one time of a simulated world. Everything that happens later, network included, is a timer here. */
export class VirtualClock {
  nowMs: number
  #order = 0
  readonly #heap: Timer[] = []

  constructor(nowMs: number) {
    this.nowMs = nowMs
  }

  /** Those due at the same time run in the order in which they were asked for. */
  at(atMs: number, callback: () => void): CancelTimer {
    const timer: Timer = { atMs: Math.max(atMs, this.nowMs), order: this.#order++, callback }
    this.#push(timer)
    return () => {
      timer.callback = undefined
    }
  }

  after(delayMs: number, callback: () => void): CancelTimer {
    return this.at(this.nowMs + delayMs, callback)
  }

  /** Runs what is due until then; after each callback, and before the first, what was queued as microtasks. */
  async runUntil(endMs: number): Promise<void> {
    await undefined
    await undefined
    for (let timer = this.#heap[0]; timer !== undefined && timer.atMs <= endMs; timer = this.#heap[0]) {
      this.#pop()
      const { callback } = timer
      if (callback === undefined) continue
      this.nowMs = timer.atMs
      callback()
      await undefined
      await undefined
    }
    this.nowMs = Math.max(this.nowMs, endMs)
  }

  #push(timer: Timer): void {
    const heap = this.#heap
    let index = heap.length
    heap.push(timer)
    while (index > 0) {
      const parent = (index - 1) >> 1
      const above = heap[parent] as Timer
      if (!isBefore(timer, above)) break
      heap[index] = above
      index = parent
    }
    heap[index] = timer
  }

  #pop(): void {
    const heap = this.#heap
    const last = heap.pop()
    if (last === undefined || heap.length === 0) return
    let index = 0
    for (;;) {
      let child = index * 2 + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && isBefore(heap[child + 1] as Timer, heap[child] as Timer)) child += 1
      if (!isBefore(heap[child] as Timer, last)) break
      heap[index] = heap[child] as Timer
      index = child
    }
    heap[index] = last
  }
}

function isBefore(left: Timer, right: Timer): boolean {
  return left.atMs < right.atMs || (left.atMs === right.atMs && left.order < right.order)
}
