import type { InstrumentId } from './units.ts'

export type AssetClass = 'crypto' | 'stock'

/** When the instrument trades: around the clock, or the US equity session (09:30 to 16:00 New York, Monday to Friday). */
export type TradingSession = 'continuous' | 'us-equity'

/** Where prices come from. Anything but `live` is shown to the viewer as what it is (P4). */
export type Origin = 'live' | 'delayed' | 'replay' | 'simulated'

export interface InstrumentDefinition {
  /** `VENUE:BASE-QUOTE` for crypto, `US:AAPL` for stocks, `SIM:` in front of simulated ones. Unique. */
  readonly symbol: string
  /** Upper case: `BINANCE`, `US`, `SIM`. */
  readonly venue: string
  /** What a person calls it: `Bitcoin / Tether`, `Apple`. */
  readonly name: string
  /** `BTC` of BTC-USDT, `AAPL` of a stock. */
  readonly base: string
  /** Currency of the price: `USDT`, `USD`. */
  readonly quote: string
  readonly assetClass: AssetClass
  readonly session: TradingSession
  readonly origin: Origin
  /** Exact decimals, positional notation: `0.01`, `0.25`, `1e-8` is written `0.00000001`. */
  readonly tickSize: string
  readonly lotSize: string
}

export interface Instrument extends InstrumentDefinition {
  readonly id: InstrumentId
  /**
   * Counts the times tick or lot had to become finer because the venue sent a number they could not express. Integers of
   * one revision must not be added to those of another.
   */
  readonly revision: number
}
