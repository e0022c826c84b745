import type { Quote, Release, StreamClient } from '@/lib/stream/types.ts'

/**
 * A stream whose picture can be held still while the stream itself goes on, so that nothing is lost and alerts still work. Its
 * client holds quotes; what charts and panels watch beside them, which come later, is held by hold-topics.ts.
 */
export interface PausableStream extends Hold {
  readonly client: StreamClient
  pause(): void
  /** Brings everything up to date at once. Returns the quotes as they were held. */
  resume(): readonly Quote[]
  /**
   * From when on a part (`quote SIM:A`, `book SIM:A`, `trades SIM:A`, `bars SIM:A 1m`) has shown what it shows, Unix ms: the
   * pause's begin, or later for what was first asked for during it. undefined while prices move.
   */
  sinceMs(part: string): number | undefined
  /** Calls when any of these is another. */
  subscribe(listener: () => void): Release
}

export interface Hold {
  isPaused(): boolean
  /** Tells what comes of a part at once, but in a pause only the first of it. */
  gate(part: string, tell: () => void): () => void
  /** Calls `catchUp` when a pause begins and ends. Until released, which also ends what was begun. */
  listening(catchUp: () => void, release: Release): Release
}

export function createPausableStream(inner: StreamClient): PausableStream {
  const held = new Map<string, Quote>()
  /** The symbols of each who watches. */
  const watches = new Set<readonly string[]>()
  /** What each listener has to be told when it goes on. */
  const catchUps = new Set<() => void>()
  /** When what came during the pause did, by part. */
  const taken = new Map<string, number>()
  const sinceListeners = new Set<() => void>()
  let paused = false
  let pausedMs = 0

  const changed = (): void => callAll(sinceListeners)
  const took = (part: string): void => {
    if (!paused) return
    taken.set(part, Date.now())
    // Not in the midst of what a part reads while it is rendered.
    queueMicrotask(changed)
  }
  const get = (symbol: string): Quote | undefined => {
    const known = paused ? held.get(symbol) : undefined
    if (known !== undefined) return known
    const quote = inner.quotes.get(symbol)
    // What was not on the screen yet is shown as it is when it comes there, and then held: not a last known one of before.
    if (paused && quote !== undefined && quote.status !== 'pending' && quote.status !== 'stale') {
      held.set(symbol, quote)
      took(`quote ${symbol}`)
    }
    return quote
  }
  const listening = (catchUp: () => void, release: Release): Release => {
    catchUps.add(catchUp)
    return () => {
      catchUps.delete(catchUp)
      release()
    }
  }
  /** In a pause, calls for each quote once, whoever else was told of it before. */
  const ofNews = (symbols: readonly string[], listener: () => void): (() => void) => {
    const told = new Map<string, Quote | undefined>()
    return () => {
      let isNew = !paused
      for (const symbol of isNew ? [] : symbols) {
        const quote = get(symbol)
        if (told.get(symbol) === quote) continue
        told.set(symbol, quote)
        isNew = true
      }
      if (isNew) listener()
    }
  }
  const gate = (part: string, tell: () => void): (() => void) => {
    let shown = false
    return () => {
      if (paused && shown) return
      if (!shown) took(part)
      shown = true
      tell()
    }
  }

  const client: StreamClient = {
    watchQuotes(symbols, rate) {
      const own = [...symbols]
      const release = inner.watchQuotes(own, rate)
      watches.add(own)
      return () => {
        watches.delete(own)
        release()
      }
    },
    watchTrades: (...terms) => inner.watchTrades(...terms),
    watchBars: (...terms) => inner.watchBars(...terms),
    watchBook: (...terms) => inner.watchBook(...terms),
    quotes: {
      get,
      subscribe: (symbol, listener, hz) => listening(listener, inner.quotes.subscribe(symbol, ofNews([symbol], listener), hz)),
      subscribeMany: (symbols, listener, hz) =>
        listening(listener, inner.quotes.subscribeMany(symbols, ofNews(symbols, listener), hz)),
      subscribeAll: (listener) =>
        listening(
          () => listener([...watches].flat()),
          inner.quotes.subscribeAll((symbols) => {
            if (!paused) listener(symbols)
          }),
        ),
    },
    quoteRates: () => inner.quoteRates(),
    connection: inner.connection,
    setRateCap: (hz) => inner.setRateCap(hz),
    reconnect: () => inner.reconnect(),
    close: () => inner.close(),
  }
  return {
    client,
    isPaused: () => paused,
    gate,
    listening,
    pause() {
      if (paused) return
      paused = true
      pausedMs = Date.now()
      for (const symbol of [...watches].flat()) {
        const quote = inner.quotes.get(symbol)
        if (quote !== undefined && quote.status !== 'pending') held.set(symbol, quote)
      }
      // One moment in all parts, however slowly each of them is drawn.
      callAll(catchUps)
      changed()
    },
    resume() {
      const before = [...held.values()]
      paused = false
      held.clear()
      taken.clear()
      callAll(catchUps)
      changed()
      return before
    },
    sinceMs: (part) => (paused ? (taken.get(part) ?? pausedMs) : undefined),
    subscribe(listener) {
      sinceListeners.add(listener)
      return () => void sinceListeners.delete(listener)
    },
  }
}

function callAll(listeners: ReadonlySet<() => void>): void {
  for (const listener of [...listeners]) listener()
}
