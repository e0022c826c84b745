import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { alpacaLines, finnhubLines } from '../../tests/support/us-recording.ts'
import { venues as recorded } from '../../tests/support/venue-under-test.ts'
import { parseJson } from './json-guards.ts'
import { type VenueName, venueAccess, venueNames, venues, venueVariables } from './venues.ts'

const recording = (name: keyof typeof recorded) =>
  gunzipSync(readFileSync(join(import.meta.dirname, '../../tests/fixtures', `${recorded[name].recording}.tsv.gz`)))
    .toString()
    .trimEnd()
    .split('\n')

/** Of every venue that is registered: what was recorded, or is made as it would send it. */
const sentBy: Readonly<Record<VenueName, () => readonly string[]>> = {
  binance: () => recording('binance'),
  coinbase: () => recording('coinbase'),
  kraken: () => recording('kraken'),
  alpaca: () => alpacaLines(1),
  finnhub: () => finnhubLines(1),
}

describe('the list of venues', () => {
  it.each(venueNames)('knows what %s sends, and no other venue takes it for its own', (name) => {
    const claims = new Set(
      sentBy[name]().flatMap((line) => {
        const message = parseJson(line.split('\t')[2] ?? '')
        return venueNames.filter((other) => venues[other].sent(message))
      }),
    )
    expect([...claims]).toEqual([name])
  })

  it('gives each its variables, and no variable that nothing reads', () => {
    expect(venueVariables('kraken')).toEqual({ wsUrl: 'KRAKEN_WS_URL', restUrl: 'KRAKEN_REST_URL' })
    expect(venueVariables('finnhub')).toEqual({ wsUrl: 'FINNHUB_WS_URL', key: 'FINNHUB_TOKEN' })
    const variables = { ALPACA_KEY: 'k', ALPACA_SECRET: 's', ALPACA_WS_URL: 'ws://a', KRAKEN_WS_URL: 'ws://k' }
    expect(venueAccess('alpaca', variables)).toEqual({ wsUrl: 'ws://a', restUrl: undefined, key: 'k', secret: 's' })
  })
})
