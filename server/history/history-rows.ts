import { parseDecimal } from '../../lib/market/decimal.ts'
import type { HistoryBar } from '../../lib/market/history-source.ts'
import type { Instrument, InstrumentDefinition } from '../../lib/market/instrument.ts'
import { parseStep, refineStep, type Step } from '../../lib/market/step.ts'
import { formatStep, parseSteps } from '../../lib/market/steps.ts'
import type { InstrumentId } from '../../lib/market/units.ts'
import { wideFromBigInt } from '../../lib/market/wide.ts'
import { BarRows } from './bar-rows.ts'
import { type Ranges, united } from './ranges.ts'

/** Decimals beyond these are noise, as in ingest. */
const decimalsMax = 18

/**
 * A venue's bars as rows in the instrument's tick and lot, ascending. Where a number needs a finer tick or lot the
 * instrument is defined anew and the rows are in the new one. Refused: what is no bar, not on the grid, or outside `[fromMs, toMs)`.
 * `untold`: what of the span is not known for that, as the venue had something to say that could not be used.
 */
export function toRows(
  bars: readonly HistoryBar[],
  instrument: () => Instrument,
  define: (definition: InstrumentDefinition) => InstrumentId,
  stepMs: number,
  fromMs: number,
  toMs: number,
): { readonly rows: BarRows; readonly refused: number; readonly untold: Ranges } {
  refine(bars, instrument(), define)
  const { tickSize, lotSize } = instrument()
  const tick = parseStep(tickSize)
  const lot = parseStep(lotSize)
  const rows = new BarRows(bars.length)
  const unusable = new Set<number>()
  let latestMs = Number.NEGATIVE_INFINITY
  for (const bar of bars.toSorted((a, b) => a.timeMs - b.timeMs)) {
    if (!(bar.timeMs >= fromMs && bar.timeMs < toMs && bar.timeMs > latestMs)) continue
    if (bar.timeMs % stepMs === 0 && pushBar(rows, bar, tick, lot)) latestMs = bar.timeMs
    else unusable.add(Math.floor(bar.timeMs / stepMs) * stepMs)
  }
  for (let row = 0; row < rows.count; row++) unusable.delete(rows.timeMs(row))
  const untold = united([...unusable].map((timeMs) => ({ fromMs: timeMs, toMs: timeMs + stepMs })))
  return { rows, refused: bars.length - rows.count, untold }
}

function pushBar(rows: BarRows, bar: HistoryBar, tick: Step, lot: Step): boolean {
  const open = parseSteps(bar.open, tick)
  const high = parseSteps(bar.high, tick)
  const low = parseSteps(bar.low, tick)
  const close = parseSteps(bar.close, tick)
  const volume = parseLots(bar.volume, lot)
  const ordered = low > 0 && low <= Math.min(open, close) && high >= Math.max(open, close)
  if (!ordered || volume === undefined || !Number.isSafeInteger(bar.tradeCount) || bar.tradeCount < 0) return false
  const wide = wideFromBigInt(volume)
  if (!Number.isSafeInteger(wide.high)) return false
  rows.push({
    timeMs: bar.timeMs,
    open,
    high,
    low,
    close,
    volumeHigh: wide.high,
    volumeLow: wide.low,
    tradeCount: bar.tradeCount,
  })
  return true
}

/** Lots of any number, as a day's volume may exceed 2^53 of them; undefined: not a whole number of lots, or negative. */
function parseLots(text: string, lot: Step): bigint | undefined {
  const decimal = parseDecimal(text)
  if (decimal === undefined || decimal.digits < 0n || decimal.decimals > lot.decimals) return undefined
  const scaled = decimal.digits * 10n ** BigInt(lot.decimals - decimal.decimals)
  return scaled % BigInt(lot.multiple) === 0n ? scaled / BigInt(lot.multiple) : undefined
}

function refine(
  bars: readonly HistoryBar[],
  instrument: Instrument,
  define: (definition: InstrumentDefinition) => InstrumentId,
): void {
  let tick = parseStep(instrument.tickSize)
  let lot = parseStep(instrument.lotSize)
  for (const bar of bars) {
    for (const text of [bar.open, bar.high, bar.low, bar.close]) {
      if (Number.isNaN(parseSteps(text, tick))) tick = finer(tick, text)
    }
    if (parseLots(bar.volume, lot) === undefined) lot = finer(lot, bar.volume)
  }
  const tickSize = formatStep(tick)
  const lotSize = formatStep(lot)
  if (tickSize !== formatStep(parseStep(instrument.tickSize)) || lotSize !== formatStep(parseStep(instrument.lotSize))) {
    define({ ...instrument, tickSize, lotSize })
  }
}

function finer(step: Step, text: string): Step {
  const refined = refineStep(step, text)
  return refined === undefined || refined.decimals > decimalsMax ? step : refined
}
