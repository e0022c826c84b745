import type { Release } from './types.ts'

/** A set of listeners. One that throws does not keep the others from being called; its error is reported by the page. */
export class Signal<Value> {
  #listeners = new Set<(value: Value) => void>()

  get size(): number {
    return this.#listeners.size
  }

  add(listener: (value: Value) => void): Release {
    // A wrapper, so that the same function added twice is two listeners.
    const own = (value: Value) => listener(value)
    this.#listeners.add(own)
    return () => {
      this.#listeners.delete(own)
    }
  }

  emit(value: Value): void {
    for (const listener of this.#listeners) callSafely(listener, value)
  }
}

export function callSafely<Value>(listener: (value: Value) => void, value: Value): void {
  try {
    listener(value)
  } catch (error) {
    // Not ours to handle: the page's own error reporting (or, outside a page, a crash) gets it.
    queueMicrotask(() => {
      throw error
    })
  }
}
