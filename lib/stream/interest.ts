import type { Release } from './types.ts'

/** How often somebody on the page wants to hear of each symbol, told to the other thread once for all that changed at a time. */
export class Interest {
  /** Of each symbol, the rates of its listeners. */
  readonly #rates = new Map<string, number[]>()
  readonly #changed = new Set<string>()
  readonly #tell: (all: boolean, symbols: readonly (readonly [string, number])[]) => void
  #everything = 0
  #planned = false

  constructor(tell: (all: boolean, symbols: readonly (readonly [string, number])[]) => void) {
    this.#tell = tell
  }

  /** `hz` undefined: with every flush. */
  add(symbols: readonly string[], hz: number = Number.POSITIVE_INFINITY): Release {
    for (const symbol of symbols) {
      const rates = this.#rates.get(symbol)
      if (rates === undefined) this.#rates.set(symbol, [hz])
      else rates.push(hz)
      this.#change(symbol)
    }
    return () => {
      for (const symbol of symbols) {
        const rates = this.#rates.get(symbol) ?? []
        rates.splice(rates.indexOf(hz), 1)
        if (rates.length === 0) this.#rates.delete(symbol)
        this.#change(symbol)
      }
    }
  }

  addAll(): Release {
    this.#everything += 1
    this.#plan()
    return () => {
      this.#everything -= 1
      this.#plan()
    }
  }

  /** All of it, to a thread that knows nothing yet. */
  tellAgain(): void {
    for (const symbol of this.#rates.keys()) this.#change(symbol)
    if (this.#everything > 0) this.#plan()
  }

  #change(symbol: string): void {
    this.#changed.add(symbol)
    this.#plan()
  }

  #plan(): void {
    if (this.#planned) return
    this.#planned = true
    queueMicrotask(() => {
      this.#planned = false
      const symbols = [...this.#changed].map((symbol) => [symbol, Math.max(0, ...(this.#rates.get(symbol) ?? []))] as const)
      this.#changed.clear()
      this.#tell(this.#everything > 0, symbols)
    })
  }
}
