'use client'

import { useEffect, useMemo, useState, useSyncExternalStore } from 'react'
import type { Interval } from '../market/bar.ts'
import { rateDefault, useStreamClient } from './hooks.ts'
import { emptyTape, type TradeTape, tapeWith } from './trade-tape.ts'
import type { BarSeries, Book } from './types.ts'

/* Beside hooks.ts, so that the first prices do not wait for what only panels that come later use. */

const barsDefault = 500
const tradesDefault = 100
const noWorths: readonly number[] = []

/** Bars, ascending, the last one forming; undefined until the history has come. */
export function useBars(symbol: string, interval: Interval, limit: number = barsDefault): BarSeries | undefined {
  const client = useStreamClient()
  const key = `${interval} ${symbol} ${limit}`
  const [held, setHeld] = useState<{ readonly key: string; readonly series: BarSeries }>()
  useEffect(() => {
    const take = (series: BarSeries) => setHeld({ key, series })
    return client.watchBars(symbol, interval, limit, { onHistory: take, onUpdate: (_, series) => take(series) })
  }, [client, symbol, interval, limit, key])
  return held?.key === key ? held.series : undefined
}

/**
 * The latest trades, newest first, at most `limit`, and as many of at least each of `worths` (the same array each time);
 * `missed` counts those that did not arrive since it is shown.
 */
export function useTrades(
  symbol: string,
  rate: number = rateDefault,
  limit: number = tradesDefault,
  worths: readonly number[] = noWorths,
): TradeTape {
  const client = useStreamClient()
  // Not a state of React's, which would be rendered after the frame that shows everything else of that flush.
  const view = useMemo(() => {
    const terms = { limit, worths }
    let tape = emptyTape
    return {
      get: () => tape,
      subscribe: (listener: () => void) => {
        // Who begins again is told the latest trades again.
        tape = emptyTape
        return client.watchTrades(symbol, rate, (trades, missed, instrument) => {
          tape = tapeWith(tape, trades, missed, instrument, terms)
          listener()
        })
      },
    }
  }, [client, symbol, rate, limit, worths])
  return useSyncExternalStore(view.subscribe, view.get, noTrades)
}

/** The top of an instrument's order book; undefined until it has come. */
export function useBook(symbol: string, rate: number = rateDefault): Book | undefined {
  const client = useStreamClient()
  const [held, setHeld] = useState<Book>()
  useEffect(() => client.watchBook(symbol, rate, setHeld), [client, symbol, rate])
  return held?.symbol === symbol ? held : undefined
}

function noTrades(): TradeTape {
  return emptyTape
}
