import { FeedError } from '../../../lib/market/feed.ts'
import type { HistoryBar } from '../../../lib/market/history-source.ts'
import { parseStep } from '../../../lib/market/step.ts'
import { formatStep } from '../../../lib/market/steps.ts'
import { isObject, type JsonObject } from '../json-guards.ts'
import { shown } from '../problems.ts'

/** Guards for what REST sides answer. All throw FeedError `rest_unexpected`, which names what was found instead. */

export function rowsOf(value: unknown, what: string): readonly unknown[] {
  if (!Array.isArray(value)) throw unexpected(value, what, 'a list')
  return value
}

export function objectOf(value: unknown, what: string): JsonObject {
  if (!isObject(value)) throw unexpected(value, what, 'an object')
  return value
}

export function textOf(value: unknown, what: string): string {
  if (typeof value !== 'string') throw unexpected(value, what, 'a number or text')
  return value
}

export function numberOf(value: unknown, what: string): number {
  const number = typeof value === 'string' && value !== '' ? Number(value) : Number.NaN
  if (!Number.isFinite(number)) throw unexpected(value, what, 'a number')
  return number
}

/** A trade's id: exact text where it exceeds 2^53. */
export function idOf(value: unknown, what: string): number | string {
  if (typeof value !== 'string' || !/^\d+$/.test(value)) throw unexpected(value, what, 'a whole number')
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value
}

/** `0.01000000` as `0.01`. undefined when it is no step: the venue says 0 where it has none. */
export function stepOf(value: unknown): string | undefined {
  try {
    return formatStep(parseStep(String(value)))
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

/** A row of texts, by position. */
export function barOf(
  row: unknown,
  positions: Record<'open' | 'high' | 'low' | 'close' | 'volume', number>,
  timeMs: number,
  tradeCount: number,
): HistoryBar {
  const cells = rowsOf(row, 'a bar')
  const cell = (name: keyof typeof positions) => textOf(cells[positions[name]], `${name} of a bar`)
  return {
    timeMs,
    open: cell('open'),
    high: cell('high'),
    low: cell('low'),
    close: cell('close'),
    volume: cell('volume'),
    tradeCount,
  }
}

function unexpected(value: unknown, what: string, expected: string): FeedError {
  return new FeedError('rest_unexpected', `Cannot use ${what}: ${shown(value)}, expected ${expected}`)
}
