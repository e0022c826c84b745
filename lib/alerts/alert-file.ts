import { parseDecimal } from '../market/decimal.ts'
import { type AlertMemory, createAlertMemory } from './alert-memory.ts'
import { type AlertCondition, type AlertRule, alertLimits, conditionProblem, type Direction } from './alert-rule.ts'

export interface KeptAlert {
  readonly rule: AlertRule
  readonly memory: AlertMemory
}

const version = 1

/** Rules, and of their memory what is worth keeping between visits: which side of its level a price was on, what fired. */
export function serialiseAlerts(alerts: readonly KeptAlert[]): string {
  const written = alerts.map(
    ({ rule, memory: { occurrences, occurrencesBefore, firedAtMs, firedPrice, wasUpper, levelIsUpper } }) => ({
      ...rule,
      memory: { occurrences, occurrencesBefore, firedAtMs, firedPrice, wasUpper, levelIsUpper },
    }),
  )
  return JSON.stringify({ version, alerts: written })
}

export interface ParsedAlerts {
  readonly alerts: readonly KeptAlert[]
  /** What could not be used, for a person. */
  readonly ignored: readonly string[]
  /** The same as it was stored: whatever is written over it must not lose it. */
  readonly unread: readonly string[]
}

/** Never throws. null: nothing was stored. */
export function parseAlerts(text: string | null): ParsedAlerts {
  if (text === null) return { alerts: [], ignored: [], unread: [] }
  const stored = parseJson(text)
  if (!isRecord(stored) || !Array.isArray(stored.alerts)) return nothingOf(text, 'The saved alerts could not be read.')
  if (stored.version !== version) return nothingOf(text, 'The saved alerts were written by a newer version.')
  const alerts = new Map<string, KeptAlert>()
  const unread: unknown[] = []
  for (const value of stored.alerts as unknown[]) {
    const alert = readAlert(value)
    if (alert !== undefined && alerts.size < alertLimits.rulesMax) alerts.set(alert.rule.id, alert)
    else unread.push(value)
  }
  return { alerts: [...alerts.values()], ignored: describeLosses(unread), unread: unread.map((value) => JSON.stringify(value)) }
}

function nothingOf(text: string, problem: string): ParsedAlerts {
  return { alerts: [], ignored: [problem], unread: [text] }
}

function readAlert(value: unknown): KeptAlert | undefined {
  if (!isRecord(value)) return undefined
  const condition = readCondition(value.condition)
  const { id, symbol, note } = value
  if (condition === undefined || typeof id !== 'string' || id === '' || typeof symbol !== 'string' || symbol === '')
    return undefined
  const rule: AlertRule = {
    id,
    symbol,
    condition,
    repeat: value.repeat === 'every' ? 'every' : 'once',
    cooldownMs: finite(value.cooldownMs) ?? 0,
    expiresAtMs: finite(value.expiresAtMs),
    enabled: value.enabled !== false,
    note: typeof note === 'string' ? note.slice(0, alertLimits.noteLengthMax) : '',
    createdAtMs: finite(value.createdAtMs) ?? 0,
  }
  return { rule, memory: readMemory(value.memory) }
}

function readCondition(value: unknown): AlertCondition | undefined {
  if (!isRecord(value)) return undefined
  const condition = knownCondition(value)
  return condition === undefined || conditionProblem(condition) !== undefined ? undefined : condition
}

function knownCondition(value: Record<string, unknown>): AlertCondition | undefined {
  const direction = (['up', 'down', 'either'] as const satisfies readonly Direction[]).find((name) => name === value.direction)
  const windowMs = finite(value.windowMs) ?? Number.NaN
  switch (value.kind) {
    case 'price':
      return direction === undefined || typeof value.level !== 'string'
        ? undefined
        : { kind: 'price', direction, level: value.level }
    case 'percent':
      return direction === undefined
        ? undefined
        : { kind: 'percent', direction, percent: finite(value.percent) ?? Number.NaN, windowMs }
    case 'volume':
      return { kind: 'volume', factor: finite(value.factor) ?? Number.NaN, windowMs }
    case 'stale':
      return { kind: 'stale', afterMs: finite(value.afterMs) ?? Number.NaN }
    default:
      return undefined
  }
}

function readMemory(value: unknown): AlertMemory {
  const memory = createAlertMemory()
  if (!isRecord(value)) return memory
  memory.occurrences = count(value.occurrences)
  memory.occurrencesBefore = Math.min(memory.occurrences, count(value.occurrencesBefore))
  memory.firedAtMs = finite(value.firedAtMs)
  const { firedPrice } = value
  memory.firedPrice = typeof firedPrice === 'string' && parseDecimal(firedPrice) !== undefined ? firedPrice : undefined
  memory.wasUpper = typeof value.wasUpper === 'boolean' ? value.wasUpper : undefined
  memory.levelIsUpper = typeof value.levelIsUpper === 'boolean' ? value.levelIsUpper : undefined
  return memory
}

/** One sentence for each instrument, however many of its alerts are lost. */
function describeLosses(values: readonly unknown[]): string[] {
  const counts = new Map<string, number>()
  for (const value of values) {
    const named = isRecord(value) && typeof value.symbol === 'string' && value.symbol !== ''
    const on = named ? ` on ${String(value.symbol).slice(0, 40)}` : ''
    counts.set(on, (counts.get(on) ?? 0) + 1)
  }
  return [...counts].map(([on, number]) => `${number === 1 ? 'An alert' : `${number} alerts`}${on} could not be used.`)
}

function count(value: unknown): number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : 0
}

function finite(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
