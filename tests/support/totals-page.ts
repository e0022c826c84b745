import { type Bar, barVolumeLots } from '../../lib/market/bar.ts'
import { parseStep } from '../../lib/market/step.ts'
import { formatSteps } from '../../lib/market/steps.ts'
import type { BarsMessage, WireInstrument } from '../../lib/protocol/messages.ts'
import type { RemoteStreamClient } from '../../lib/stream/remote-client.ts'
import type { BarSeries, Quote } from '../../lib/stream/types.ts'
import { PageEnvironment } from './page-environment.ts'
import { exact, type Totals } from './stream-totals.ts'
import { threadedClient } from './threaded-client.ts'

/** Between two looks whether the server knows a symbol yet. */
const lookAgainMs = 50

export interface TotalsPageOptions {
  /** At which the page watches, on the wire. */
  readonly rate: number
  /** At which it listens. */
  readonly hz: number
}

/**
 * A page whose stream another thread receives, and who listens to one symbol each there at a rate of their own: they know nothing
 * but what they read when they are called, and keep nothing but sums.
 */
export class TotalsPage {
  readonly totals = new Map<string, Totals>()
  readonly problems: string[] = []
  readonly whenFinished: Promise<void>
  readonly #client: RemoteStreamClient
  readonly #told = new Map<string, Quote>()

  private constructor(url: string, symbols: readonly string[], { rate, hz }: TotalsPageOptions) {
    this.#client = threadedClient(new PageEnvironment(), `${url.replace('http', 'ws')}/stream`)
    const { quotes, connection } = this.#client
    for (const symbol of symbols) {
      quotes.subscribe(symbol, () => this.#add(symbol), hz)
      this.#client.watchBars(symbol, '1m', 5_000, {
        onHistory: (series) => this.#takeBars(series),
        onUpdate: (_, series) => this.#takeBars(series),
      })
    }
    this.#client.watchQuotes(symbols, rate)
    this.whenFinished = new Promise((resolve) => {
      const release = connection.subscribe(() => {
        if (!connection.get().feeds.some(({ state }) => state === 'finished')) return
        release()
        // A flush of the rate on the wire, and the pace: nothing more is to come then (P2).
        setTimeout(resolve, 1_000 / rate + 1_200 / hz + 500)
      })
    })
    this.#client.start()
  }

  static async connect(url: string, symbols: readonly string[], options: TotalsPageOptions): Promise<TotalsPage> {
    for (const symbol of symbols) while (!(await isKnown(url, symbol))) await passed(lookAgainMs)
    return new TotalsPage(url, symbols, options)
  }

  close(): void {
    this.#client.close()
  }

  #add(symbol: string): void {
    const quote = this.#client.quotes.get(symbol)
    if (quote === undefined) return
    const before = this.#told.get(symbol)
    this.#told.set(symbol, quote)
    const price = (ticks: number) => exact(priceText(ticks, quote.instrument))
    const totals = this.#of(symbol)
    totals.ticks += 1
    totals.last = price(quote.last)
    totals.volume = volumeOf(quote) - (before === undefined ? 0n : volumeOf(before)) + totals.volume
    if (before === undefined) {
      totals.trades = quote.tradeCount
      totals.first = price(quote.dayOpen)
      totals.high = price(quote.dayHigh)
      totals.low = price(quote.dayLow)
      return
    }
    if (quote.tradeCount === before.tradeCount) return
    totals.trades += quote.mergedTrades
    const [high, low] = [price(quote.mergedHigh), price(quote.mergedLow)]
    if (high > totals.high) totals.high = high
    if (low < totals.low) totals.low = low
  }

  #takeBars({ symbol, bars, instrument }: BarSeries): void {
    for (const bar of bars) this.#of(symbol).bars.set(bar.timeMs, barText(bar, instrument))
  }

  #of(symbol: string): Totals {
    const known = this.totals.get(symbol)
    if (known !== undefined) return known
    const fresh: Totals = { trades: 0, volume: 0n, high: -1n, low: -1n, first: -1n, last: -1n, ticks: 0, bars: new Map() }
    this.totals.set(symbol, fresh)
    return fresh
  }
}

async function isKnown(url: string, symbol: string): Promise<boolean> {
  const response = await fetch(`${url}/api/quotes?symbols=${encodeURIComponent(symbol)}`)
  await response.body?.cancel()
  return response.ok
}

async function passed(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms))
}

function volumeOf({ totalVolumeLots, instrument }: Quote): bigint {
  return totalVolumeLots * exact(instrument.lotSize)
}

function priceText(ticks: number, { tickSize }: WireInstrument): string {
  return formatSteps(ticks, parseStep(tickSize))
}

function barText(bar: Bar, instrument: WireInstrument): BarsMessage['bars'][number] {
  const [open, high, low, close] = [bar.open, bar.high, bar.low, bar.close].map((ticks) => priceText(ticks, instrument))
  const volume = formatSteps(Number(barVolumeLots(bar)), parseStep(instrument.lotSize))
  return [bar.timeMs, open ?? '', high ?? '', low ?? '', close ?? '', volume, bar.tradeCount]
}
