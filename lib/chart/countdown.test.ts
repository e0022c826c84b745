import { expect, it } from 'vitest'
import { formatCountdown, untilBarCloseMs } from './countdown.ts'

it('counts down to the close of the bar', () => {
  const now = Date.UTC(2024, 7, 9, 14, 3, 52, 500)
  expect(formatCountdown(untilBarCloseMs('1m', now))).toBe('00:08')
  expect(formatCountdown(untilBarCloseMs('15m', now))).toBe('11:08')
  expect(formatCountdown(untilBarCloseMs('4h', now))).toBe('1:56:08')
  expect(formatCountdown(untilBarCloseMs('1d', now))).toBe('9:56:08')
  expect(untilBarCloseMs('1s', Date.UTC(2024, 7, 9))).toBe(1000)
})

it('reads zero only when nothing is left', () => {
  expect([formatCountdown(1), formatCountdown(0), formatCountdown(-5), formatCountdown(3_600_000)]).toEqual([
    '00:01',
    '00:00',
    '00:00',
    '1:00:00',
  ])
})
