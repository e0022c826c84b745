import { writeSync } from 'node:fs'
import type { Clock } from '../../../lib/market/clock.ts'
import { priceTicks, sizeLots } from '../../../lib/market/units.ts'
// biome-ignore lint/style/noRestrictedImports: a whole process of its own, joined here as main.ts joins it
import { MarketState } from '../../market/market-state.ts'
import { startRun } from './market-with-history.ts'
import { lostInFlush, tradeOf, tradesPerFlush } from './trades-to-kill.ts'

/** A process that trades and stores without end, and says after each flush how many trades it has promised to keep. */
const [directory = '', round = '0'] = process.argv.slice(2)

let made = 0
const clock: Clock = {
  now: () => tradeOf(Number(round), made).timeMs,
  after: (delayMs, callback) => {
    const timer = setTimeout(callback, delayMs)
    return () => clearTimeout(timer)
  },
}
const market = new MarketState({ epoch: round })
const { history, id } = startRun(market, directory, clock, { flushMs: 5 })
history.feedChanged({ feed: 'binance', venue: 'BINANCE', origin: 'live', state: 'connected', reason: '', sinceMs: clock.now() })

for (;;) {
  const first = made
  for (let index = 0; index < tradesPerFlush; index++) {
    const { timeMs, price, size } = tradeOf(Number(round), made)
    market.trade(id, priceTicks(price), sizeLots(size), 'buy', timeMs, timeMs, made)
    made += 1
  }
  const { timeMs: lostAtMs } = tradeOf(Number(round), first + lostInFlush)
  history.lost({ id, fromMs: lostAtMs, toMs: lostAtMs + 1 })
  const promised = made
  await history.flush()
  writeSync(1, `${promised}\n`)
}
