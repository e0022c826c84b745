import { expect, it } from 'vitest'
import { bar } from './bars.test-support.ts'
import { spanText, suspectedHoles } from './holes.ts'

const minute = 60_000
const at = (timeMs: number) => bar(timeMs, 1, 1, 1, 1)

it('suspects a hole where bars are away for longer than a market is quiet', () => {
  const bars = [0, 1, 2, 30, 31, 34].map((minutes) => at(minutes * minute))
  expect(suspectedHoles(bars, '1m')).toEqual([{ fromMs: 3 * minute, toMs: 30 * minute }])
})

it('does not take quiet seconds for a hole', () => {
  const bars = [0, 20, 70, 200].map((seconds) => at(seconds * 1000))
  expect(suspectedHoles(bars, '1s')).toEqual([{ fromMs: 71_000, toMs: 200_000 }])
})

it('asks for the newest few only', () => {
  const bars = Array.from({ length: 20 }, (_, index) => at(index * 10 * minute))
  const suspected = suspectedHoles(bars, '1m')
  expect(suspected).toHaveLength(5)
  expect(suspected[0]?.toMs).toBe(190 * minute)
})

it('says how long a hole is, as short as it is understood', () => {
  const text = (ms: number) => spanText({ fromMs: 0, toMs: ms })
  expect([text(40_000), text(12 * minute), text(180 * minute), text(72 * 60 * minute)]).toEqual(['40 s', '12 min', '3 h', '3 d'])
})
