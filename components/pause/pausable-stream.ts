import type { Bar } from '@/lib/market/bar.ts'
import type { WireInstrument } from '@/lib/protocol/messages.ts'
import type { BarSeries, BarsListener, Book, Quote, Release, StreamClient, StreamTrade } from '@/lib/stream/types.ts'

/** A stream whose picture can be held still while the stream itself goes on, so that nothing is lost and alerts still work. */
export interface PausableStream {
  readonly client: StreamClient
  pause(): void
  /** Brings everything up to date at once; undefined when it was not paused. */
  resume(): Passed | undefined
}

export interface Passed {
  readonly trades: number
  readonly instruments: number
}

// More than any tape shows.
const heldTradesMax = 200

export function createPausableStream(inner: StreamClient): PausableStream {
  const held = new Map<string, Quote>()
  const seen = new Set<string>()
  /** What each listener has to be told when it goes on. */
  const catchUps = new Set<() => void>()
  let paused = false

  const get = (symbol: string): Quote | undefined => {
    const known = paused ? held.get(symbol) : undefined
    if (known !== undefined) return known
    const quote = inner.quotes.get(symbol)
    // What was not on the screen yet is shown as it is when it comes there, and then held.
    if (paused && quote !== undefined) held.set(symbol, quote)
    return quote
  }
  const listening = (catchUp: () => void, release: Release): Release => {
    catchUps.add(catchUp)
    return () => {
      catchUps.delete(catchUp)
      release()
    }
  }
  const remember = (symbols: readonly string[]): void => {
    for (const symbol of symbols) seen.add(symbol)
  }
  const isNew = (symbol: string): boolean => !paused || !held.has(symbol)

  const client: StreamClient = {
    watchQuotes(symbols, rate) {
      remember(symbols)
      return inner.watchQuotes(symbols, rate)
    },
    watchTrades(symbol, rate, onTrades) {
      const hold = heldTrades(onTrades)
      return listening(
        hold.tell,
        inner.watchTrades(symbol, rate, (trades, missed, instrument) => {
          hold.take(trades, missed, instrument)
          if (!paused) hold.tell()
        }),
      )
    },
    watchBars(symbol, interval, limit, listener) {
      const hold = heldBars(listener)
      return listening(
        hold.tell,
        inner.watchBars(
          symbol,
          interval,
          limit,
          hold.over(() => paused),
        ),
      )
    },
    watchBook(symbol, rate, onBook) {
      let waiting: Book | undefined
      let shown = false
      const tell = (): void => {
        if (waiting === undefined) return
        shown = true
        const book = waiting
        waiting = undefined
        onBook(book)
      }
      return listening(
        tell,
        inner.watchBook(symbol, rate, (book) => {
          waiting = book
          if (!paused || !shown) tell()
        }),
      )
    },
    quotes: {
      get,
      subscribe(symbol, listener, hz) {
        seen.add(symbol)
        return listening(
          listener,
          inner.quotes.subscribe(
            symbol,
            () => {
              if (isNew(symbol)) listener()
            },
            hz,
          ),
        )
      },
      subscribeMany(symbols, listener, hz) {
        remember(symbols)
        return listening(
          listener,
          inner.quotes.subscribeMany(
            symbols,
            () => {
              if (symbols.some(isNew)) listener()
            },
            hz,
          ),
        )
      },
      subscribeAll: (listener) =>
        listening(
          () => listener([...seen]),
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
    pause() {
      if (paused) return
      paused = true
      for (const symbol of seen) get(symbol)
    },
    resume() {
      if (!paused) return undefined
      let trades = 0
      let instruments = 0
      for (const [symbol, { tradeCount }] of held) {
        const passed = (inner.quotes.get(symbol)?.tradeCount ?? 0) - tradeCount
        // A server that restarted counts anew.
        if (passed <= 0) continue
        trades += passed
        instruments += 1
      }
      paused = false
      held.clear()
      for (const catchUp of [...catchUps]) catchUp()
      return { trades, instruments }
    },
  }
}

type OnTrades = (trades: readonly StreamTrade[], missed: number, instrument: WireInstrument) => void

function heldTrades(onTrades: OnTrades): { take: OnTrades; tell: () => void } {
  let waiting: readonly StreamTrade[] = []
  let missed = 0
  let of: WireInstrument | undefined
  return {
    take(trades, lost, instrument) {
      const all = waiting.length === 0 ? trades : [...waiting, ...trades]
      const left = Math.max(0, all.length - heldTradesMax)
      waiting = left === 0 ? all : all.slice(left)
      missed += lost + left
      of = instrument
    },
    tell() {
      if (of === undefined) return
      const [trades, lost, instrument] = [waiting, missed, of]
      waiting = []
      missed = 0
      of = undefined
      onTrades(trades, lost, instrument)
    },
  }
}

function heldBars(listener: BarsListener): { over: (isPaused: () => boolean) => BarsListener; tell: () => void } {
  let history: BarSeries | undefined
  let changed: { readonly bars: Map<number, Bar>; series: BarSeries } | undefined
  let shown = false
  const tell = (): void => {
    const [before, after] = [history, changed]
    history = undefined
    changed = undefined
    if (before !== undefined) {
      shown = true
      listener.onHistory(after?.series ?? before)
    } else if (after !== undefined) {
      listener.onUpdate(
        [...after.bars.values()].toSorted((a, b) => a.timeMs - b.timeMs),
        after.series,
      )
    }
  }
  return {
    tell,
    over: (isPaused) => ({
      onHistory(series) {
        history = series
        changed = undefined
        if (!isPaused() || !shown) tell()
      },
      onUpdate(bars, series) {
        if (!isPaused()) return listener.onUpdate(bars, series)
        changed ??= { bars: new Map(), series }
        changed.series = series
        for (const bar of bars) changed.bars.set(bar.timeMs, bar)
      },
    }),
  }
}
