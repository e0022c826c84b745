import type { AlertBook } from '@/lib/alerts/alert-book.ts'
import { barsOf, loadBars } from '@/lib/api/bars.ts'

/** As many as the server gives at once: seconds of more than an hour, minutes of more than three days. */
const barsMax = 5_000
const secondMs = 1_000
/** A server that was away itself fills from its venues what it missed, after a while. */
const attemptsAfterMs = [0, 30_000]
/** What a moment of a slow link hides is not worth a request. */
const missedMsMin = 2_000

/** Looks up what traded while updates were missed, for alerts on prices that were touched meanwhile. Times are the server's. */
export async function catchUp(book: AlertBook, symbol: string, fromMs: number, toMs: number): Promise<void> {
  if (toMs - fromMs < missedMsMin) return
  const interval = toMs - fromMs < barsMax * secondMs ? '1s' : '1m'
  for (const waitMs of attemptsAfterMs) {
    await new Promise((resolve) => setTimeout(resolve, waitMs))
    const isWanted = book
      .list()
      .some(({ rule, state }) => state === 'waiting' && rule.symbol === symbol && rule.condition.kind === 'price')
    if (!isWanted) return
    try {
      const page = await loadBars(symbol, interval, barsMax, { fromMs, toMs })
      book.catchUp(symbol, { bars: barsOf(page), fromMs, toMs }, page)
    } catch (error) {
      console.info('What alerts missed cannot be looked up:', error)
    }
  }
}
