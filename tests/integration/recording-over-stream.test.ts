import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { TotalsViewer } from '../support/stream-totals.ts'
import { TotalsPage } from '../support/totals-page.ts'
import { checkRecording } from './recording-over-stream.ts'

const fixtures = join(import.meta.dirname, '..', 'fixtures')
const recording = join(fixtures, 'binance-spot-20240809-btc-eth-90s.tsv.gz')
const answer = join(fixtures, 'binance-spot-20240809-btc-eth-90s.expected.json')

describe('P1: a viewer of a recording', () => {
  it.each([1, 10])('adds up to the reference answer digit for digit at %d Hz', { timeout: 60_000 }, async (rate) => {
    const result = await checkRecording(recording, answer, '30', (url, symbols) => TotalsViewer.connect(url, symbols, rate))
    expect(result.differences).toEqual([])
    // Merged on the way, not sent in one piece at the end.
    expect(result.ticks).toBeGreaterThan(2)
    expect(result.trades).toBeGreaterThan(1_000)
  })

  it.each([1, 10])(
    'adds up to the same on a page whose stream another thread receives, for who listens there at %d Hz to what comes at 20',
    { timeout: 60_000 },
    async (hz) => {
      const result = await checkRecording(recording, answer, '30', (url, symbols) =>
        TotalsPage.connect(url, symbols, { rate: 20, hz }),
      )
      expect(result.differences).toEqual([])
      expect(result.ticks).toBeGreaterThan(4)
      expect(result.trades).toBeGreaterThan(1_000)
    },
  )
})
