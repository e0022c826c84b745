import type { QuoteColumns } from '../market/quote-columns.ts'
import { statusName } from '../market/status.ts'
import { formatSteps } from '../market/steps.ts'
import { wideUnit } from '../market/wide.ts'
import { formatWide, type JsonInstrument } from './json-instrument.ts'
import type { MergedInterval } from './merged-interval.ts'

/** A `TickQuote` as text: what changed from `base` to `state`. */
export function tickQuoteJson(
  json: JsonInstrument,
  state: QuoteColumns,
  base: QuoteColumns,
  row: number,
  intervalHigh: number,
  intervalLow: number,
): string {
  const { tick, lot } = json
  let text = `{"symbol":${json.symbolJson}`
  if (state.last[row] !== base.last[row]) text += `,"last":"${formatSteps(state.last[row] as number, tick)}"`
  if (state.bid[row] !== base.bid[row]) text += `,"bid":${priceOrNull(json, state.bid[row] as number)}`
  if (state.ask[row] !== base.ask[row]) text += `,"ask":${priceOrNull(json, state.ask[row] as number)}`
  if (state.bidSize[row] !== base.bidSize[row]) text += `,"bidSize":"${formatSteps(state.bidSize[row] as number, lot)}"`
  if (state.askSize[row] !== base.askSize[row]) text += `,"askSize":"${formatSteps(state.askSize[row] as number, lot)}"`
  if (state.status[row] !== base.status[row]) text += `,"status":"${statusName(state.status[row] as number)}"`
  if (state.dayOpen[row] !== base.dayOpen[row]) text += `,"dayOpen":${priceOrNull(json, state.dayOpen[row] as number)}`
  if (state.dayHigh[row] !== base.dayHigh[row]) text += `,"dayHigh":${priceOrNull(json, state.dayHigh[row] as number)}`
  if (state.dayLow[row] !== base.dayLow[row]) text += `,"dayLow":${priceOrNull(json, state.dayLow[row] as number)}`
  const trades = (state.tradeCount[row] as number) - (base.tradeCount[row] as number)
  if (trades !== 0 || dayBaseMoved(state, base, row)) text += `,"dayVolume":"${dayVolume(json, state, row)}"`
  if (trades > 0) text += intervalText(json, trades, volumeBetween(json, state, base, row), intervalHigh, intervalLow)
  return `${text}}`
}

/** A `SnapshotQuote` as text. */
export function snapshotQuoteJson(
  json: JsonInstrument,
  columns: QuoteColumns,
  row: number,
  interval: MergedInterval | undefined,
  missed: { readonly trades: number; readonly volumeText: string } | null | undefined,
): string {
  const { tick, lot } = json
  let text = `{"symbol":${json.symbolJson},"status":"${statusName(columns.status[row] as number)}"`
  const bid = columns.bid[row] as number
  const ask = columns.ask[row] as number
  if (columns.last[row] !== 0) text += `,"last":"${formatSteps(columns.last[row] as number, tick)}"`
  if (bid !== 0) text += `,"bid":"${formatSteps(bid, tick)}","bidSize":"${formatSteps(columns.bidSize[row] as number, lot)}"`
  if (ask !== 0) text += `,"ask":"${formatSteps(ask, tick)}","askSize":"${formatSteps(columns.askSize[row] as number, lot)}"`
  if (columns.dayOpen[row] !== 0) text += `,"dayOpen":"${formatSteps(columns.dayOpen[row] as number, tick)}"`
  if (columns.dayHigh[row] !== 0) text += `,"dayHigh":"${formatSteps(columns.dayHigh[row] as number, tick)}"`
  if (columns.dayLow[row] !== 0) text += `,"dayLow":"${formatSteps(columns.dayLow[row] as number, tick)}"`
  text += `,"dayVolume":"${dayVolume(json, columns, row)}","totalTrades":${columns.tradeCount[row] as number}`
  text += `,"totalVolume":"${formatWide(columns.volumeHigh[row] as number, columns.volumeLow[row] as number, lot)}"`
  if (columns.venueTimeMs[row] !== 0) text += `,"venueTimeMs":${Math.floor(columns.venueTimeMs[row] as number)}`
  if (columns.receivedTimeMs[row] !== 0) text += `,"receivedTimeMs":${Math.floor(columns.receivedTimeMs[row] as number)}`
  if (interval !== undefined && interval.trades > 0) {
    const volume = formatWide(interval.volumeHigh, interval.volumeLow, lot)
    text += intervalText(json, interval.trades, volume, interval.high, interval.low)
  }
  if (missed === null) text += ',"missed":null'
  else if (missed !== undefined) text += `,"missed":{"trades":${missed.trades},"volume":"${missed.volumeText}"}`
  return `${text}}`
}

function intervalText(json: JsonInstrument, trades: number, volume: string, high: number, low: number): string {
  const { tick } = json
  return `,"trades":${trades},"volume":"${volume}","high":"${formatSteps(high, tick)}","low":"${formatSteps(low, tick)}"`
}

function priceOrNull(json: JsonInstrument, price: number): string {
  return price === 0 ? 'null' : `"${formatSteps(price, json.tick)}"`
}

function volumeBetween(json: JsonInstrument, state: QuoteColumns, base: QuoteColumns, row: number): string {
  const high = (state.volumeHigh[row] as number) - (base.volumeHigh[row] as number)
  return formatDifference(json, high, (state.volumeLow[row] as number) - (base.volumeLow[row] as number))
}

function dayBaseMoved(state: QuoteColumns, base: QuoteColumns, row: number): boolean {
  return (
    state.dayVolumeBaseHigh[row] !== base.dayVolumeBaseHigh[row] || state.dayVolumeBaseLow[row] !== base.dayVolumeBaseLow[row]
  )
}

function dayVolume(json: JsonInstrument, columns: QuoteColumns, row: number): string {
  const high = (columns.volumeHigh[row] as number) - (columns.dayVolumeBaseHigh[row] as number)
  return formatDifference(json, high, (columns.volumeLow[row] as number) - (columns.dayVolumeBaseLow[row] as number))
}

function formatDifference(json: JsonInstrument, high: number, low: number): string {
  return low < 0 ? formatWide(high - 1, low + wideUnit, json.lot) : formatWide(high, low, json.lot)
}
