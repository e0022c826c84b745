import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { venues } from '../../tests/support/venue-under-test.ts'
import { recordedVenues, replayVenue } from './replay/venues.ts'
import { mapperUnderTest } from './test-support/map-messages.ts'

const fixtures = join(import.meta.dirname, '../../tests/fixtures')
const samples = [
  '[{"T":"t","S":"AAPL","i":96921,"p":126.55,"s":1,"t":"2021-02-22T15:51:44.208Z"},{"T":"q","S":"AAPL","bp":1,"bs":2,"ap":3,"as":4,"t":"2021-02-22T15:51:45Z"}]',
  '{"type":"trade","data":[{"s":"AAPL","p":130.5,"t":1575526691134,"v":7}]}',
  'trade,BAC,1381132800614,139400,500,P,1,0',
  'quote,BAC,1381132800614,0,0,140200,500,Q,1,0',
  '{"sim":"quote","s":"SIM:X","b":"1","B":"2","a":"3","A":"4","t":1575526691134}',
]

/** Recorded messages, short ones first, so that a change hits something that matters. */
let messages: string[]
beforeAll(async () => {
  const files = Object.values(venues).map(({ recording }) => readFile(join(fixtures, `${recording}.tsv.gz`)))
  const texts = await Promise.all(files)
  const recorded = texts.flatMap((bytes) =>
    gunzipSync(bytes)
      .toString()
      .split('\n')
      .slice(0, 400)
      .map((line) => line.split('\t')[2] ?? ''),
  )
  messages = [...samples, ...recorded.filter((text) => text.length < 2_000)]
})

/** A recorded message with a piece of it replaced: by nothing, by garbage, or by a value of another kind. */
const garbage = fc.oneof(
  fc.constantFrom(
    '',
    '0',
    '-1',
    '1e400',
    '1e-30',
    '99999999999999999999',
    'null',
    'true',
    '{}',
    '[]',
    '"',
    '\\',
    '{"a":',
    '\u0000',
    'NaN',
    '"x"',
    '[[]]',
    '[{}]',
  ),
  fc.string({ maxLength: 8 }),
)

describe.each(recordedVenues)('whatever %s sends', (venue) => {
  it('does not throw, and gives the market only whole positive ticks and lots at plausible times', () => {
    const describeSymbol = replayVenue(venue)
    const changes = fc.array(fc.tuple(fc.nat(), fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(12), garbage), {
      minLength: 1,
      maxLength: 30,
    })
    fc.assert(
      fc.property(changes, (list) => {
        const { sink, send } = mapperUnderTest(
          (context) => describeSymbol.createMapper(context),
          (symbol) => describeSymbol.describe(symbol),
        )
        for (const [which, where, length, text] of list) {
          const message = messages[which % messages.length] ?? ''
          const at = Math.floor(where * message.length)
          send(message, message.slice(0, at) + text + message.slice(at + length))
        }
        for (const { price, size, venueTimeMs } of [...sink.trades, ...sink.pastTrades]) {
          expect(Number(price)).toBeGreaterThan(0)
          expect(Number(size)).toBeGreaterThanOrEqual(0)
          expect(venueTimeMs).toBeGreaterThan(946_684_799_999)
          expect(venueTimeMs).toBeLessThan(4_102_444_800_000)
        }
        for (const quote of sink.quotes) {
          expect([quote.bid, quote.bidSize, quote.ask, quote.askSize].every((number) => Number(number) >= 0)).toBe(true)
          expect(quote.venueTimeMs).toBeLessThan(4_102_444_800_000)
        }
      }),
      { numRuns: 150 },
    )
  })
})
