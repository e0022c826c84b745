import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkRecording } from './recording-over-stream.ts'

const fixtures = join(import.meta.dirname, '..', 'fixtures')
const recording = join(fixtures, 'binance-spot-20240809-btc-eth-90s.tsv.gz')
const answer = join(fixtures, 'binance-spot-20240809-btc-eth-90s.expected.json')

describe('P1: a viewer of a recording', () => {
  it.each([1, 10])('adds up to the reference answer digit for digit at %d Hz', { timeout: 60_000 }, async (rate) => {
    const result = await checkRecording(recording, answer, rate, '30')
    expect(result.differences).toEqual([])
    // Merged on the way, not sent in one piece at the end.
    expect(result.ticks).toBeGreaterThan(2)
    expect(result.trades).toBeGreaterThan(1_000)
  })
})
