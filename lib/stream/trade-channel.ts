import type { SubscribeMessage, WireInstrument } from '../protocol/messages.ts'
import type { StreamEnvironment } from './environment.ts'
import type { QuoteTable } from './quote-table.ts'
import type { SubscriptionLine } from './server-subscription.ts'
import { callSafely } from './signal.ts'
import { Topics } from './topics.ts'
import type { Release, StreamTrade } from './types.ts'

/** Kept for those who begin to watch later. */
const recentMax = 256
/** Of a page that has not drawn for so long: older ones are told as missed. */
const freshMax = 20_000

export type OnTrades = (trades: readonly StreamTrade[], missed: number, instrument: WireInstrument) => void

interface Tape {
  /** Number of the trade that comes next; undefined: any. */
  expected: number | undefined
  recent: readonly StreamTrade[]
  /** Since the last flush. */
  fresh: StreamTrade[]
  missed: number
  readonly listeners: Set<OnTrades>
  readonly newcomers: Set<OnTrades>
}

/** Every trade of an instrument, delivered once an animation frame; what did not arrive is counted by number. */
export class TradeChannel {
  readonly #table: QuoteTable
  readonly #topics: Topics<Tape>
  readonly #requestFlush: () => void

  constructor(environment: StreamEnvironment, line: SubscriptionLine, table: QuoteTable, requestFlush: () => void) {
    this.#table = table
    this.#topics = new Topics(environment, line)
    this.#requestFlush = requestFlush
  }

  watch(symbol: string, rate: number, onTrades: OnTrades): Release {
    const { topic, release } = this.#topics.acquire(symbol, symbol, rate, beginTape)
    const tape = topic.state
    const own: OnTrades = (trades, missed, instrument) => onTrades(trades, missed, instrument)
    tape.newcomers.add(own)
    if (tape.recent.length > 0) this.#requestFlush()
    return () => {
      tape.newcomers.delete(own)
      tape.listeners.delete(own)
      release()
    }
  }

  demand(): SubscribeMessage[] {
    return this.#topics.demand()
  }

  /** `trades` are numbered from `first` on. */
  accept(symbol: string, first: number, trades: readonly StreamTrade[]): void {
    const tape = this.#topics.get(symbol)?.state
    if (tape === undefined) return
    const { expected } = tape
    if (expected !== undefined && first > expected) tape.missed += first - expected
    // What came twice (a handover between rates) is left out by number.
    for (const trade of trades) if (expected === undefined || trade.number >= expected) tape.fresh.push(trade)
    tape.expected = Math.max(expected ?? 0, first + trades.length)
    if (tape.fresh.length > freshMax) tape.missed += tape.fresh.splice(0, tape.fresh.length - freshMax / 2).length
    this.#requestFlush()
  }

  refined(symbol: string, priceRatio: number, sizeRatio: number): void {
    const tape = this.#topics.get(symbol)?.state
    if (tape === undefined) return
    const scale = (trade: StreamTrade) => ({ ...trade, price: trade.price * priceRatio, size: trade.size * sizeRatio })
    tape.recent = tape.recent.map(scale)
    tape.fresh = tape.fresh.map(scale)
  }

  forget(symbol: string): void {
    const tape = this.#topics.get(symbol)?.state
    if (tape === undefined) return
    tape.recent = []
    tape.fresh = []
  }

  setRateCap(hz: number | undefined): void {
    this.#topics.setRateCap(hz)
  }

  /** `newEpoch`: numbers start again and cannot be compared. */
  reset(newEpoch: boolean): void {
    if (newEpoch) for (const { state } of this.#topics.all()) state.expected = undefined
    this.#topics.reset()
  }

  close(): void {
    this.#topics.close()
  }

  flush(): void {
    for (const { symbol, state } of this.#topics.all()) {
      const row = this.#table.find(symbol)
      const instrument = row === undefined ? undefined : this.#table.instruments[row]?.instrument
      if (instrument === undefined || (state.fresh.length === 0 && state.newcomers.size === 0)) continue
      const { fresh, missed } = state
      state.recent = withoutGap([...state.recent, ...fresh]).slice(-recentMax)
      state.fresh = []
      state.missed = 0
      const deliver = (listener: OnTrades, trades: readonly StreamTrade[]) =>
        callSafely(() => listener(trades, missed, instrument), undefined)
      if (fresh.length > 0) for (const listener of [...state.listeners]) deliver(listener, fresh)
      if (state.recent.length === 0) continue
      for (const listener of [...state.newcomers]) {
        state.newcomers.delete(listener)
        state.listeners.add(listener)
        deliver(listener, state.recent)
      }
    }
  }
}

/** The latest trades without one missing: who begins to watch later is not told of a gap of before. */
function withoutGap(trades: readonly StreamTrade[]): readonly StreamTrade[] {
  let first = Math.max(0, trades.length - 1)
  while (first > 0 && (trades[first] as StreamTrade).number === (trades[first - 1] as StreamTrade).number + 1) first -= 1
  return trades.slice(first)
}

function beginTape() {
  const state: Tape = {
    expected: undefined,
    recent: [],
    fresh: [],
    missed: 0,
    listeners: new Set(),
    newcomers: new Set(),
  }
  return { state, terms: () => ({ channel: 'trades' }) as const }
}
