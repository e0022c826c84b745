import { wideUnit } from './wide.ts'

/**
 * The state of every instrument as columns of integers, indexed by instrument id. The server's market, each tier's
 * baseline and the viewer's store are all this one structure, so that "equal" means the same thing everywhere (P2, P5).
 *
 * Prices are ticks (0: none), sizes lots. `volume` and `tradeCount` only ever grow within an epoch: what happened between
 * two moments is a subtraction (P1). Day figures are the venue's own where it sends them, else since the UTC day began;
 * `dayVolume` is `volume - dayVolumeBase`, so that a trade moves both with one addition.
 */
export interface QuoteColumns {
  readonly capacity: number
  readonly last: Float64Array
  readonly bid: Float64Array
  readonly ask: Float64Array
  readonly bidSize: Float64Array
  readonly askSize: Float64Array
  readonly dayOpen: Float64Array
  readonly dayHigh: Float64Array
  readonly dayLow: Float64Array
  /** Trades since the epoch began. */
  readonly tradeCount: Float64Array
  /** Lots traded since the epoch began: a wide sum, see wide.ts. */
  readonly volumeHigh: Float64Array
  readonly volumeLow: Float64Array
  /** Wide; may be negative, when the venue's day began before our epoch. */
  readonly dayVolumeBaseHigh: Float64Array
  readonly dayVolumeBaseLow: Float64Array
  /** Unix ms of the latest trade or quote by the venue's clock; 0 where the venue sends no time. */
  readonly venueTimeMs: Float64Array
  /** Unix ms at which the server received it. In a viewer: the flush that brought it. */
  readonly receivedTimeMs: Float64Array
  /** One of `statusCodes` in status.ts. */
  readonly status: Uint8Array
}

const floatColumns = [
  'last',
  'bid',
  'ask',
  'bidSize',
  'askSize',
  'dayOpen',
  'dayHigh',
  'dayLow',
  'tradeCount',
  'volumeHigh',
  'volumeLow',
  'dayVolumeBaseHigh',
  'dayVolumeBaseLow',
  'venueTimeMs',
  'receivedTimeMs',
] as const

export function createQuoteColumns(capacity: number): QuoteColumns {
  const columns = { capacity, status: new Uint8Array(capacity) } as Record<string, unknown>
  for (const name of floatColumns) columns[name] = new Float64Array(capacity)
  return columns as unknown as QuoteColumns
}

/** New columns with at least `capacity` rows and the old content. */
export function growQuoteColumns(columns: QuoteColumns, capacity: number): QuoteColumns {
  const grown = createQuoteColumns(Math.max(capacity, columns.capacity * 2))
  for (const name of floatColumns) grown[name].set(columns[name])
  grown.status.set(columns.status)
  return grown
}

/** Written out: a loop over names is six times slower, and every flush does this for every changed instrument. */
export function copyQuoteRow(from: QuoteColumns, fromRow: number, to: QuoteColumns, toRow: number): void {
  to.last[toRow] = from.last[fromRow] as number
  to.bid[toRow] = from.bid[fromRow] as number
  to.ask[toRow] = from.ask[fromRow] as number
  to.bidSize[toRow] = from.bidSize[fromRow] as number
  to.askSize[toRow] = from.askSize[fromRow] as number
  to.dayOpen[toRow] = from.dayOpen[fromRow] as number
  to.dayHigh[toRow] = from.dayHigh[fromRow] as number
  to.dayLow[toRow] = from.dayLow[fromRow] as number
  to.tradeCount[toRow] = from.tradeCount[fromRow] as number
  to.volumeHigh[toRow] = from.volumeHigh[fromRow] as number
  to.volumeLow[toRow] = from.volumeLow[fromRow] as number
  to.dayVolumeBaseHigh[toRow] = from.dayVolumeBaseHigh[fromRow] as number
  to.dayVolumeBaseLow[toRow] = from.dayVolumeBaseLow[fromRow] as number
  to.venueTimeMs[toRow] = from.venueTimeMs[fromRow] as number
  to.receivedTimeMs[toRow] = from.receivedTimeMs[fromRow] as number
  to.status[toRow] = from.status[fromRow] as number
}

/** Adds lots to a wide column pair in place. */
export function addWide(high: Float64Array, low: Float64Array, row: number, lots: number): void {
  const sum = (low[row] as number) + lots
  if (sum < wideUnit) {
    low[row] = sum
  } else {
    low[row] = sum - wideUnit
    high[row] = (high[row] as number) + 1
  }
}
