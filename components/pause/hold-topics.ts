import type { Hold } from '@/components/pause/pausable-stream.ts'
import type { Bar } from '@/lib/market/bar.ts'
import type { WireInstrument } from '@/lib/protocol/messages.ts'
import type { BarSeries, BarsListener, Book, StreamClient, StreamTrade } from '@/lib/stream/types.ts'

// More than any tape shows.
const heldTradesMax = 200

/**
 * A client whose trades, bars and books stand still in a pause. The first of each comes through, paused or not. `place`: in front of
 * the name of its bars, where several charts of the same are to say each from when it is.
 */
export function holdTopics(client: StreamClient, hold: Hold, place = ''): StreamClient {
  return {
    ...client,
    watchTrades(symbol, rate, onTrades) {
      const held = heldTrades(onTrades)
      const pass = hold.gate(`trades ${symbol}`, held.tell)
      return hold.listening(
        held.tell,
        client.watchTrades(symbol, rate, (...came) => {
          held.take(...came)
          pass()
        }),
      )
    },
    watchBars(symbol, interval, limit, listener) {
      const held = heldBars(listener)
      const pass = hold.gate(`${place}bars ${symbol} ${interval}`, held.tell)
      return hold.listening(held.tell, client.watchBars(symbol, interval, limit, held.over(hold.isPaused, pass)))
    },
    watchBook(symbol, rate, onBook) {
      let waiting: Book | undefined
      const tell = (): void => {
        if (waiting === undefined) return
        const book = waiting
        waiting = undefined
        onBook(book)
      }
      const pass = hold.gate(`book ${symbol}`, tell)
      return hold.listening(
        tell,
        client.watchBook(symbol, rate, (book) => {
          waiting = book
          pass()
        }),
      )
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

interface HeldBars {
  /** `pass` tells of a history, if it may. */
  over: (isPaused: () => boolean, pass: () => void) => BarsListener
  tell: () => void
}

function heldBars(listener: BarsListener): HeldBars {
  let history: BarSeries | undefined
  let changed: { readonly bars: Map<number, Bar>; series: BarSeries } | undefined
  const tell = (): void => {
    const [before, after] = [history, changed]
    history = undefined
    changed = undefined
    if (before !== undefined) listener.onHistory(after?.series ?? before)
    else if (after !== undefined) {
      listener.onUpdate(
        [...after.bars.values()].toSorted((a, b) => a.timeMs - b.timeMs),
        after.series,
      )
    }
  }
  return {
    tell,
    over: (isPaused, pass) => ({
      onHistory(series) {
        history = series
        changed = undefined
        pass()
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
