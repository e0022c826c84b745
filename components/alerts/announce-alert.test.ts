// @vitest-environment jsdom
import { expect, test } from 'vitest'
import { describeEvent } from '@/components/alerts/announce-alert.ts'
import { ruleOf } from '@/lib/alerts/quotes.test-support.ts'

test.each([
  ['exact', /^A rises to 101: 100\.50 at \d\d:\d\d:\d\d\. Mine$/],
  ['gap', /^A rises to 101: 100\.50, found at \d\d:\d\d:\d\d after updates were missed\. Mine$/],
  ['away', /^A rises to 101: 100\.50 while you were away\. Mine$/],
] as const)('of what is known as %s, an alert names no moment but one that is known', (coverage, text) => {
  const rule = ruleOf({ kind: 'price', direction: 'up', level: '101' }, { note: 'Mine' })
  const { id: ruleId, symbol } = rule
  const event = {
    ruleId,
    symbol,
    key: 'r#1',
    kind: 'price',
    timeMs: 1,
    direction: 'up',
    price: 10_050,
    tickSize: '0.01',
  } as const
  expect(describeEvent({ ...event, amount: undefined, coverage }, rule)).toMatch(text)
})
