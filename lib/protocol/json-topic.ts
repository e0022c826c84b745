import type { Bar, Interval } from '../market/bar.ts'
import { type BookTop, sides, type TradeBatch } from '../market/market-view.ts'
import { formatSteps } from '../market/steps.ts'
import { formatWide, type JsonInstrument } from './json-instrument.ts'

/** A `TradesMessage` as text. */
export function tradesJson(json: JsonInstrument, hz: number, timeMs: number, batch: TradeBatch): string {
  let text = `{"type":"trades","rate":${hz},"symbol":${json.symbolJson},"timeMs":${timeMs},"first":${batch.first},"trades":[`
  for (let index = 0; index < batch.count; index++) {
    const price = formatSteps(batch.price[index] as number, json.tick)
    const size = formatSteps(batch.size[index] as number, json.lot)
    const side = sides[batch.side[index] as number] ?? 'unknown'
    text += `${index === 0 ? '' : ','}[${Math.floor(batch.venueTimeMs[index] as number)},"${price}","${size}","${side}"]`
  }
  return `${text}]}`
}

/** A `BarsMessage` as text. */
export function barsJson(
  json: JsonInstrument,
  hz: number,
  interval: Interval,
  timeMs: number,
  history: boolean,
  bars: readonly Bar[],
): string {
  let text = `{"type":"bars","rate":${hz},"symbol":${json.symbolJson},"interval":"${interval}","timeMs":${timeMs},`
  text += history ? '"history":true,"bars":[' : '"bars":['
  for (const [index, bar] of bars.entries()) {
    const open = formatSteps(bar.open, json.tick)
    const high = formatSteps(bar.high, json.tick)
    const low = formatSteps(bar.low, json.tick)
    const close = formatSteps(bar.close, json.tick)
    const volume = formatWide(bar.volumeHigh, bar.volumeLow, json.lot)
    text += `${index === 0 ? '' : ','}[${bar.timeMs},"${open}","${high}","${low}","${close}","${volume}",${bar.tradeCount}]`
  }
  return `${text}]}`
}

/** A `BookMessage` as text. */
export function bookJson(json: JsonInstrument, hz: number, timeMs: number, top: BookTop): string {
  const bids = levelsJson(json, top.bidCount, top.bidPrice, top.bidSize)
  const asks = levelsJson(json, top.askCount, top.askPrice, top.askSize)
  return `{"type":"book","rate":${hz},"symbol":${json.symbolJson},"timeMs":${timeMs},"bids":${bids},"asks":${asks}}`
}

function levelsJson(json: JsonInstrument, count: number, price: Float64Array, size: Float64Array): string {
  let text = '['
  for (let index = 0; index < count; index++) {
    const comma = index === 0 ? '' : ','
    text += `${comma}["${formatSteps(price[index] as number, json.tick)}","${formatSteps(size[index] as number, json.lot)}"]`
  }
  return `${text}]`
}
