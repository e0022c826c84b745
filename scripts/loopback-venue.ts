/**
 * The loopback venue by hand, for a demo without the venue:
 *
 *     node_modules/.bin/node scripts/loopback-venue.ts binance tests/fixtures/binance-spot-20240809-btc-eth-90s.tsv.gz
 *     FEED=binance SYMBOLS=BINANCE:BTC-USDT,BINANCE:ETH-USDT BINANCE_WS_URL=... BINANCE_REST_URL=... npm start
 */
import { venueNames, venueVariables } from '../server/ingest/venues.ts'
import { dialects, LoopbackVenue } from '../tests/loopback-venue/loopback-venue.ts'

const [name, recording, perSecond = '300'] = process.argv.slice(2)
const venue = venueNames.find((known) => known === name)
if (venue === undefined || recording === undefined || !(Number(perSecond) > 0)) {
  console.error(
    `Usage: node_modules/.bin/node scripts/loopback-venue.ts ${Object.keys(dialects).join('|')} <recording> [messages per second]`,
  )
  process.exit(2)
}
const started = await LoopbackVenue.start(venue, recording).catch((error: unknown) => {
  console.error(`Cannot play ${recording}: ${error instanceof Error ? error.message : String(error)}`)
  process.exit(1)
})
const variables = venueVariables(venue)
const values = { wsUrl: started.wsUrl, restUrl: started.restUrl, ...started.keys }
console.log(
  Object.entries(values)
    .flatMap(([what, value]) => {
      const variable = variables[what as keyof typeof variables]
      return variable === undefined ? [] : [`${variable}=${/\s/.test(value) ? `'${value}'` : value}`]
    })
    .join(' '),
)
const batch = Math.max(1, Math.round(Number(perSecond) / 20))
const timer = setInterval(
  () => {
    started.play(batch)
    if (started.left > 0) return
    console.log('The recording has ended; connections stay open and silent.')
    clearInterval(timer)
  },
  (batch * 1000) / Number(perSecond),
)
