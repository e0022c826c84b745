import { expect, test } from 'vitest'
import type { AlertView } from './alert-book.ts'
import type { AlertCondition } from './alert-rule.ts'
import { ruleOf } from './quotes.test-support.ts'
import { findSameAlert } from './same-alert.ts'

const conditions: readonly AlertCondition[] = [
  { kind: 'price', direction: 'up', level: '101' },
  { kind: 'price', direction: 'down', level: '101' },
  { kind: 'price', direction: 'up', level: '102' },
  { kind: 'percent', direction: 'up', percent: 2, windowMs: 60_000 },
  { kind: 'percent', direction: 'down', percent: 2, windowMs: 60_000 },
  { kind: 'percent', direction: 'up', percent: 3, windowMs: 60_000 },
  { kind: 'percent', direction: 'up', percent: 2, windowMs: 90_000 },
  { kind: 'volume', factor: 2, windowMs: 60_000 },
  { kind: 'volume', factor: 3, windowMs: 60_000 },
  { kind: 'volume', factor: 2, windowMs: 90_000 },
  { kind: 'stale', afterMs: 1_000 },
  { kind: 'stale', afterMs: 2_000 },
]

function viewOf(condition: AlertCondition, state: AlertView['state'] = 'waiting'): AlertView {
  return { rule: ruleOf(condition, { symbol: 'SIM:A' }), state, occurrences: 0, firedAtMs: undefined, firedPrice: undefined }
}
const views = conditions.map((condition) => viewOf(condition))

test.each(conditions)('$kind is the same as itself only', (condition) => {
  expect(findSameAlert(views, { symbol: 'SIM:A', condition })?.rule.condition).toEqual(condition)
  const others = views.filter(({ rule }) => rule.condition !== condition)
  expect(findSameAlert(others, { symbol: 'SIM:A', condition })).toBeUndefined()
  expect(findSameAlert(views, { symbol: 'SIM:B', condition })).toBeUndefined()
})

test('a price is the same however it is written', () => {
  const written = { kind: 'price', direction: 'up', level: '101.00' } as const
  expect(findSameAlert(views, { symbol: 'SIM:A', condition: written })).toBe(views[0])
})

test.each([
  ['waiting', true],
  ['off', true],
  ['fired', false],
  ['expired', false],
] as const)('one that is %s counts: %s', (state, counts) => {
  const [condition] = conditions as [AlertCondition]
  expect(findSameAlert([viewOf(condition, state)], { symbol: 'SIM:A', condition }) !== undefined).toBe(counts)
})
