import { expect, onTestFinished, test } from 'vitest'
import {
  describeDrawing,
  describeLimit,
  describeMissed,
  describeRate as describeUnbroken,
} from '@/components/health/describe-rate.ts'
import { milliseconds } from '@/components/health/health-row.tsx'
import { setPageFormats } from '@/lib/market/page-formats.ts'

/** With spaces as one types them. */
const describeRate = (...args: Parameters<typeof describeUnbroken>) => describeUnbroken(...args).replaceAll('\u00a0', ' ')

test('a rate says what was asked, what was granted, and what was wanted before a limit', () => {
  expect(describeRate({ wanted: 10, asked: 10, granted: 10 })).toBe('10 asked, 10 granted')
  expect(describeRate({ wanted: 10, asked: 0.5, granted: undefined })).toBe('10 wanted, 0.5 asked, not answered')
})

test('a rate says how often prices are shown, which may be less than what comes', () => {
  const rate = { wanted: 10, asked: 10, granted: 10 }
  expect(describeRate(rate, 3.93)).toBe('10 asked, 10 granted, 4 shown')
  expect(describeRate(rate, 0.42)).toBe('10 asked, 10 granted, 0.4 shown')
})

test('figures are written as the viewer writes them', () => {
  setPageFormats({ locale: 'de-DE', hourCycle: 'h23' })
  onTestFinished(() => setPageFormats({ locale: 'en-US', hourCycle: 'h23' }))
  expect(describeDrawing({ frameWaitMs: 8.24, rateLimit: undefined })).toBe('8,2 ms to a frame')
  expect(milliseconds(1.26)).toBe('1,3 ms')
})

test('the frame governor says what it goes by and what it did', () => {
  expect(describeDrawing({ frameWaitMs: 8.24, rateLimit: undefined })).toBe('8.2 ms to a frame')
  const slow = { hz: 10, because: 'slow frames' } as const
  expect(describeDrawing({ frameWaitMs: 52, rateLimit: slow })).toBe('52.0 ms to a frame, slowed to 10 Hz')
  expect(describeDrawing({ frameWaitMs: undefined, rateLimit: { hz: 1, because: 'hidden' } })).toBe('few frames to draw')
  expect(describeLimit({ rateLimit: slow })).toBe('10 Hz, this device draws slowly')
})

test('what was missed is a figure only where it can be known', () => {
  expect(describeMissed({ trades: 1200, instruments: 3 })).toBe('1,200 trades in 3 instruments')
  expect(describeMissed('unknown')).toBe('not known, the server started anew')
})
