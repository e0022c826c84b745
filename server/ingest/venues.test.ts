import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { venues as recorded } from '../../tests/support/venue-under-test.ts'
import { parseJson } from './json-guards.ts'
import { venueAccess, venueNames, venues, venueVariables } from './venues.ts'

const fixtures = join(import.meta.dirname, '../../tests/fixtures')

describe('the list of venues', () => {
  it.each(Object.entries(recorded).map(([name, { recording }]) => [name, recording] as const))(
    'knows a recording of %s by what was sent, and no other venue takes it for its own',
    async (name, recording) => {
      const lines = gunzipSync(await readFile(join(fixtures, `${recording}.tsv.gz`)))
        .toString()
        .trimEnd()
        .split('\n')
      const claims = new Set(
        lines.flatMap((line) => {
          const message = parseJson(line.split('\t')[2] ?? '')
          return venueNames.filter((other) => venues[other].sent(message))
        }),
      )
      expect([...claims]).toEqual([name])
    },
  )

  it('gives each its variables, and no variable that nothing reads', () => {
    expect(venueVariables('kraken')).toEqual({ wsUrl: 'KRAKEN_WS_URL', restUrl: 'KRAKEN_REST_URL' })
    expect(venueVariables('finnhub')).toEqual({ wsUrl: 'FINNHUB_WS_URL', key: 'FINNHUB_TOKEN' })
    const variables = { ALPACA_KEY: 'k', ALPACA_SECRET: 's', ALPACA_WS_URL: 'ws://a', KRAKEN_WS_URL: 'ws://k' }
    expect(venueAccess('alpaca', variables)).toEqual({ wsUrl: 'ws://a', restUrl: undefined, key: 'k', secret: 's' })
  })
})
