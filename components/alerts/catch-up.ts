import type { AlertBook } from '@/lib/alerts/alert-book.ts'
import { barsOf, loadBars } from '@/lib/api/bars.ts'

/** As many as the server gives at once: seconds of more than an hour, minutes of more than three days. */
const barsMax = 5_000
const secondMs = 1_000
/** A server that was away itself fills from its venues what it missed, after a while. */
const againMs = 30_000
/** What a moment of a slow link hides is not worth a request. */
const missedMsMin = 2_000

/** One after the other: a server that is back has more to do than to tell each page of all its alerts at once. */
let turn = Promise.resolve()

/** Looks up what traded while updates were missed, for alerts on prices that were touched meanwhile. Times are the server's. */
export function catchUp(book: AlertBook, symbol: string, fromMs: number, toMs: number): void {
  if (toMs - fromMs < missedMsMin) return
  // Of snapshots they are finer than the server's addresses take.
  const [firstMs, lastMs] = [Math.floor(fromMs), Math.ceil(toMs)]
  const look = async (isFirst: boolean): Promise<void> => {
    const known = await lookUp(book, symbol, firstMs, lastMs)
    if (!known && isFirst) setTimeout(() => next(false), againMs)
  }
  const next = (isFirst: boolean): void => {
    turn = turn.then(() => look(isFirst))
  }
  next(true)
}

/** Whether that is all there will be to know. */
async function lookUp(book: AlertBook, symbol: string, fromMs: number, toMs: number): Promise<boolean> {
  const isWanted = book
    .list()
    .some(({ rule, state }) => state === 'waiting' && rule.symbol === symbol && rule.condition.kind === 'price')
  if (!isWanted) return true
  const interval = toMs - fromMs < barsMax * secondMs ? '1s' : '1m'
  try {
    const page = await loadBars(symbol, interval, barsMax, { fromMs, toMs })
    book.catchUp(symbol, { bars: barsOf(page), fromMs, toMs }, page)
    return page.missing.length === 0
  } catch (error) {
    console.info('What alerts missed cannot be looked up:', error)
    return false
  }
}
