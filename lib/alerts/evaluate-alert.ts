import type { Bar } from '../market/bar.ts'
import { parseStep, stepRatio } from '../market/step.ts'
import { formatStepsFixed } from '../market/steps.ts'
import { wideUnit } from '../market/wide.ts'
import { type AlertMemory, alertState, forgetMarket } from './alert-memory.ts'
import { type AlertQuote, type Traded, tradedBetween, volumeBetween } from './alert-quote.ts'
import type { AlertCondition, AlertRule } from './alert-rule.ts'
import { crossing, upperFromTicks } from './price-crossing.ts'
import { addToWindow, createTimeWindow, scaleWindow, spreadVolume, type TimeWindow, trimWindow } from './time-window.ts'

export interface AlertEvent {
  readonly ruleId: string
  readonly symbol: string
  /** The same for the same firing in every tab of a browser: for de-duplication and as a notification's tag. */
  readonly key: string
  readonly kind: AlertCondition['kind']
  readonly timeMs: number
  /** Of price and percent alerts. */
  readonly direction: 'up' | 'down' | undefined
  /** The last price, in ticks of `tickSize`. */
  readonly price: number
  readonly tickSize: string
  /** Of percent alerts: by how much; of volume alerts: how many times the usual volume; of stale ones: ms of silence. */
  readonly amount: number | undefined
  /** `away`: it happened between visits; when, and how often, is not known. `gap`: found, though updates were missed. */
  readonly coverage: 'exact' | 'gap' | 'away'
}

type Found = Pick<AlertEvent, 'direction' | 'amount' | 'coverage'>

const percentSlices = 120
const volumeSlices = 12
/** Spans before the present one that make "usual". */
export const volumeBaselineSpans = 20

/**
 * Brings one alert up to a quote. `previous` is the quote this alert was last brought up to, undefined on the first of a
 * visit; `previous === next` when only time has passed (call it every second or so for silence to be noticed).
 * `nowMs` is the server's time. Changes `memory`; returns an event when the alert fires.
 */
export function evaluateAlert(
  rule: AlertRule,
  memory: AlertMemory,
  previous: AlertQuote | undefined,
  next: AlertQuote,
  nowMs: number,
): AlertEvent | undefined {
  const state = alertState(rule, memory, nowMs)
  if (state !== 'waiting') {
    // What happens meanwhile must not be reported when it is switched on again.
    forgetMarket(memory)
    return undefined
  }
  adoptSteps(memory, next)
  memory.seenSinceMs ??= nowMs
  if (previous?.status === 'stale') memory.observedToMs ??= memory.evaluatedToMs
  const found = evaluateCondition(rule.condition, memory, previous, next, nowMs)
  if (next.status !== 'stale') {
    memory.observedToMs = undefined
    memory.evaluatedToMs = nowMs
  }
  return found === undefined ? undefined : fire(rule, memory, next, found, nowMs)
}

/** undefined: it fired too short a time ago. */
function fire(
  { id: ruleId, symbol, condition, cooldownMs }: AlertRule,
  memory: AlertMemory,
  next: AlertQuote,
  found: Found,
  nowMs: number,
): AlertEvent | undefined {
  const cooling = memory.firedAtMs !== undefined && nowMs < memory.firedAtMs + cooldownMs
  if (cooling) return undefined
  memory.occurrences += 1
  memory.firedAtMs = nowMs
  memory.firedPrice = next.last === 0 ? undefined : formatStepsFixed(next.last, parseStep(next.instrument.tickSize))
  const key = `${ruleId}#${memory.occurrences}`
  return {
    ruleId,
    symbol,
    key,
    kind: condition.kind,
    timeMs: nowMs,
    price: next.last,
    tickSize: next.instrument.tickSize,
    ...found,
  }
}

/** Prices of a time in which no quotes came, in ticks of the present quote. */
export interface MissedPrices {
  /** Those that begin outside the time missed are left out: of what they hold, some was seen. */
  readonly bars: readonly Bar[]
  readonly fromMs: number
  readonly toMs: number
}

/**
 * What a price alert would have found had it seen these prices: a level that was touched and left again while updates were
 * missed. After it was brought up to `next`, the first quote since.
 */
export function catchUpAlert(
  rule: AlertRule,
  memory: AlertMemory,
  { bars, fromMs, toMs }: MissedPrices,
  next: AlertQuote,
  nowMs: number,
): AlertEvent | undefined {
  const { condition } = rule
  const { wasUpper, upperFrom, seenSinceMs } = memory
  if (condition.kind !== 'price' || alertState(rule, memory, nowMs) !== 'waiting') return undefined
  if (wasUpper === undefined || seenSinceMs === undefined) return undefined
  // What was before the alert was set, switched on or fired last is none of its business.
  const sinceMs = Math.max(fromMs, seenSinceMs, memory.firedAtMs ?? 0)
  const missed = bars.filter(({ timeMs }) => timeMs >= sinceMs && timeMs <= toMs)
  if (missed.length === 0) return undefined
  const [high, low] = [Math.max(...missed.map((bar) => bar.high)), Math.min(...missed.map((bar) => bar.low))]
  const direction = crossing(wasUpper, { high, low, last: next.last, coverage: 'gap' }, upperFrom, condition.direction)
  return direction === undefined ? undefined : fire(rule, memory, next, { direction, amount: undefined, coverage: 'gap' }, nowMs)
}

function evaluateCondition(
  condition: AlertCondition,
  memory: AlertMemory,
  previous: AlertQuote | undefined,
  next: AlertQuote,
  nowMs: number,
): Found | undefined {
  const traded = previous === undefined || previous === next ? undefined : tradedBetween(previous, next)
  switch (condition.kind) {
    case 'price':
      return evaluatePrice(condition, memory, previous, next, traded)
    case 'percent':
      return evaluatePercent(condition, memory, next, traded, nowMs)
    case 'volume':
      return evaluateVolume(condition, memory, previous, next, traded, nowMs)
    case 'stale':
      return evaluateStale(condition, memory, next, nowMs)
  }
}

function evaluatePrice(
  condition: AlertCondition & { kind: 'price' },
  memory: AlertMemory,
  previous: AlertQuote | undefined,
  next: AlertQuote,
  traded: Traded | undefined,
): Found | undefined {
  if (next.last === 0) return undefined
  if (memory.levelIsUpper === undefined || Number.isNaN(memory.upperFrom)) {
    const { tickSize } = next.instrument
    memory.levelIsUpper ??=
      condition.direction === 'either'
        ? next.last < upperFromTicks(condition.level, tickSize, false)
        : condition.direction === 'up'
    memory.upperFrom = upperFromTicks(condition.level, tickSize, memory.levelIsUpper)
  }
  const { wasUpper, upperFrom } = memory
  memory.wasUpper = next.last >= upperFrom
  if (wasUpper === undefined) return undefined
  if (previous === undefined) {
    const direction = crossing(
      wasUpper,
      { high: next.last, low: next.last, last: next.last, coverage: 'gap' },
      upperFrom,
      condition.direction,
    )
    return direction === undefined ? undefined : { direction, amount: undefined, coverage: 'away' }
  }
  if (traded === undefined) return undefined
  const direction = crossing(wasUpper, traded, upperFrom, condition.direction)
  return direction === undefined ? undefined : { direction, amount: undefined, coverage: traded.coverage }
}

function evaluatePercent(
  { percent, windowMs, direction }: AlertCondition & { kind: 'percent' },
  memory: AlertMemory,
  next: AlertQuote,
  traded: Traded | undefined,
  nowMs: number,
): Found | undefined {
  if (next.last === 0) return undefined
  const window = windowOf(memory, windowMs / percentSlices)
  if (window.slices.length === 0) {
    addToWindow(window, nowMs, next.last, next.last, next.last, 0)
    return undefined
  }
  trimWindow(window, nowMs - windowMs)
  if (traded === undefined) return undefined
  if (memory.observedToMs !== undefined && nowMs - memory.observedToMs >= windowMs) {
    // Longer blind than the window is long: nothing that is remembered is within it.
    window.slices.length = 0
    addToWindow(window, nowMs, traded.last, traded.last, traded.last, 0)
    return undefined
  }
  let [lowest, highest] = [Number.POSITIVE_INFINITY, 0]
  for (const slice of window.slices) {
    lowest = Math.min(lowest, slice.low)
    highest = Math.max(highest, slice.high)
  }
  addToWindow(window, nowMs, traded.high, traded.low, traded.last, 0)
  // Within one update the order of high and low is not known; that the last came after both is.
  const rise = Math.max(percentFrom(lowest, traded.high), percentFrom(traded.low, traded.last))
  const fall = Math.max(-percentFrom(highest, traded.low), -percentFrom(traded.high, traded.last))
  const up = direction !== 'down' && rise >= percent
  const down = direction !== 'up' && fall >= percent
  if (!up && !down) return undefined
  // Measured anew from here: the same move is not reported twice.
  window.slices.length = 0
  addToWindow(window, nowMs, traded.last, traded.last, traded.last, 0)
  const upward = up && (!down || rise >= fall)
  return { direction: upward ? 'up' : 'down', amount: upward ? rise : fall, coverage: traded.coverage }
}

function evaluateVolume(
  { factor, windowMs }: AlertCondition & { kind: 'volume' },
  memory: AlertMemory,
  previous: AlertQuote | undefined,
  next: AlertQuote,
  traded: Traded | undefined,
  nowMs: number,
): Found | undefined {
  const window = windowOf(memory, windowMs / volumeSlices)
  const spanMs = windowMs * (volumeBaselineSpans + 1)
  memory.observedSinceMs ??= nowMs
  if (previous !== undefined && traded !== undefined) {
    // Missed volume belongs to the whole time it was missed in: heaped on this moment it would look like a burst.
    spreadVolume(
      window,
      Math.max(memory.evaluatedToMs ?? nowMs, nowMs - spanMs),
      nowMs,
      volumeBetween(previous, next),
      traded.last,
    )
  }
  trimWindow(window, nowMs - spanMs)
  const spans = Math.min(volumeBaselineSpans, Math.floor((nowMs - memory.observedSinceMs) / windowMs) - 1)
  // Less than a few spans is no measure of what is usual.
  if (spans < 3) return undefined
  let [recent, before] = [0, 0]
  for (const slice of window.slices) {
    // Of a slice that the span begins in, the part within the span.
    const inRecent = within(slice.timeMs + window.sliceMs - (nowMs - windowMs), window.sliceMs)
    const inSpans = within(slice.timeMs + window.sliceMs - (nowMs - windowMs * (spans + 1)), window.sliceMs)
    recent += slice.volume * inRecent
    before += slice.volume * (inSpans - inRecent)
  }
  const times = before === 0 ? 0 : (recent * spans) / before
  const first = times >= factor && !memory.reported
  // Calm is well below the factor: volume that wavers around it is one burst.
  if (times >= factor) memory.reported = true
  else if (times < (1 + factor) / 2) memory.reported = false
  return first ? { direction: undefined, amount: times, coverage: traded?.coverage ?? 'exact' } : undefined
}

/**
 * What an alert would remember had it watched these bars: so that "usual volume" and "moved within an hour" mean something
 * from the first minute. `bars` ascend, in the instrument's present steps, of `barMs` each. Does nothing where bars are too
 * coarse for the alert's span or it has done this before; what an alert that is watching already has seen stays.
 */
export function seedAlert(
  { condition }: AlertRule,
  memory: AlertMemory,
  bars: readonly Bar[],
  barMs: number,
  { tickSize, lotSize }: AlertQuote['instrument'],
  nowMs: number,
): void {
  if (condition.kind !== 'percent' && condition.kind !== 'volume') return
  const begun = memory.window
  const sameSteps = begun === undefined || (memory.tickSize === tickSize && memory.lotSize === lotSize)
  if (condition.windowMs < 5 * barMs || memory.seeded || !sameSteps) return
  const { windowMs } = condition
  const percent = condition.kind === 'percent'
  const sliceMs = windowMs / (percent ? percentSlices : volumeSlices)
  // A move that was reported is not reported again.
  const fromMs = percent ? Math.max(nowMs - windowMs, memory.firedAtMs ?? 0) : nowMs - windowMs * (volumeBaselineSpans + 1)
  const untilMs = begun === undefined ? nowMs : (memory.seenSinceMs ?? nowMs)
  const past = bars.filter((bar) => bar.timeMs >= fromMs && bar.timeMs <= untilMs)
  const first = past[0]
  if (first === undefined) return
  const window = createTimeWindow(sliceMs)
  for (const bar of past) {
    const endMs = Math.min(bar.timeMs + barMs, untilMs)
    spreadVolume(window, bar.timeMs, endMs, bar.volumeHigh * wideUnit + bar.volumeLow, bar.close)
    addToWindow(window, endMs, bar.high, bar.low, bar.close, 0)
  }
  for (const { timeMs, high, low, last, volume } of begun?.slices ?? []) addToWindow(window, timeMs, high, low, last, volume)
  memory.window = window
  memory.seeded = true
  memory.observedSinceMs = first.timeMs
  if (begun !== undefined) return
  memory.evaluatedToMs = nowMs
  memory.tickSize = tickSize
  memory.lotSize = lotSize
}

function evaluateStale(
  condition: AlertCondition & { kind: 'stale' },
  memory: AlertMemory,
  next: AlertQuote,
  nowMs: number,
): Found | undefined {
  if (next.status !== 'stale') {
    memory.staleSinceMs = undefined
    memory.reported = false
    return undefined
  }
  memory.staleSinceMs ??= nowMs
  const silentMs = nowMs - memory.staleSinceMs
  if (memory.reported || silentMs < condition.afterMs) return undefined
  memory.reported = true
  return { direction: undefined, amount: silentMs, coverage: 'exact' }
}

/** How much of a slice lies within a span that ends after it: 0 to 1. */
function within(ms: number, sliceMs: number): number {
  return Math.min(1, Math.max(0, ms / sliceMs))
}

/** In percent of `from`; the product first, so that whole percents of whole ticks compare exactly. */
function percentFrom(from: number, to: number): number {
  return from > 0 && Number.isFinite(from) ? ((to - from) * 100) / from : 0
}

function windowOf(memory: AlertMemory, sliceMs: number): TimeWindow {
  memory.window ??= createTimeWindow(sliceMs)
  return memory.window
}

/** When tick or lot became finer, what is remembered in them is multiplied. */
function adoptSteps(memory: AlertMemory, { instrument: { tickSize, lotSize } }: AlertQuote): void {
  if (memory.tickSize === tickSize && memory.lotSize === lotSize) return
  if (memory.tickSize !== '' && memory.window !== undefined) {
    const priceRatio = stepRatio(parseStep(memory.tickSize), parseStep(tickSize))
    scaleWindow(memory.window, priceRatio, stepRatio(parseStep(memory.lotSize), parseStep(lotSize)))
  }
  memory.upperFrom = Number.NaN
  memory.tickSize = tickSize
  memory.lotSize = lotSize
}
