import { type AlertStorage, createAlertStorage } from '@/components/alerts/alert-storage.ts'
import { alertsKey } from '@/components/alerts/alerts-key.ts'
import { announceAlert } from '@/components/alerts/announce-alert.ts'
import { catchUp } from '@/components/alerts/catch-up.ts'
import { bareSymbol } from '@/components/instrument/symbol-text.ts'
import { type AlertBook, type AlertView, createAlertBook } from '@/lib/alerts/alert-book.ts'
import { createAlertClaims } from '@/lib/alerts/alert-claims.ts'
import { tradedBetween } from '@/lib/alerts/alert-quote.ts'
import { type AlertRule, describeCondition } from '@/lib/alerts/alert-rule.ts'
import { findSameAlert } from '@/lib/alerts/same-alert.ts'
import { barsOf, loadBars } from '@/lib/api/bars.ts'
import { intervalLengthMs } from '@/lib/market/bar.ts'
import type { Quote, Release, StreamClient } from '@/lib/stream/types.ts'

/** What passed between two of them is in their merged high and low; more often would hold up a page that is slow to draw. */
const observedHz = 10

/** The alerts of this browser at work: watching, reporting, kept. One for each stream client, for as long as the page lives. */
export interface AlertRuntime {
  readonly book: AlertBook
  /** What a viewer should know of how alerts are kept. */
  readonly storage: Pick<AlertStorage, 'notices' | 'subscribe' | 'aside'>
  /** Drops the texts that could not be used. Returns what keeps them after all. */
  discardAside(): () => void
  /** Why it was not added, for whoever set it; undefined: it was. */
  add(rule: AlertRule): string | undefined
  /** Asks once more for what the server refused and offers now. */
  askAnew(offered: ReadonlySet<string>): void
}

// Merged updates carry their high and low: a level that was touched between two of them is not missed at this rate.
const alertsHz = 1
// What was refused at one rate is not asked for again at it while the connection lasts; at another it is.
const anewHz = 2
const tickMs = 1000
const seedBars = 500

// Reaching for the storage at all throws where it is forbidden: inside, where that is expected.
const claimStorage = {
  getItem: (key: string) => localStorage.getItem(key),
  setItem: (key: string, value: string) => localStorage.setItem(key, value),
}

const runtimes = new WeakMap<StreamClient, AlertRuntime>()

export function alertRuntime(client: StreamClient): AlertRuntime {
  let runtime = runtimes.get(client)
  if (runtime === undefined) {
    runtime = startAlerts(client)
    runtimes.set(client, runtime)
  }
  return runtime
}

function startAlerts(client: StreamClient): AlertRuntime {
  const storage = createAlertStorage()
  const book = createAlertBook({
    now: () => Date.now() + (client.connection.get().clockOffsetMs ?? 0),
    onFired: announceAlert,
    save: () => save(),
    claim: createAlertClaims(claimStorage, navigator.locks),
  })
  const watches = new Map<string, Release>()

  const takeOver = (): void => {
    const text = storage.news()
    if (text !== undefined) storage.spare(book.restore(text))
  }

  const save = (): void => {
    // A tab that slept has not heard what others wrote meanwhile.
    takeOver()
    storage.write(book.text())
  }

  const latest = new Map<string, Quote>()

  const observe = (symbol: string): void => {
    const quote = client.quotes.get(symbol)
    if (quote === undefined) return
    const before = latest.get(symbol)
    latest.set(symbol, quote)
    book.observe(quote)
    const isMissed = before !== undefined && tradedBetween(before, quote)?.coverage === 'gap'
    if (isMissed) catchUp(book, symbol, before.receivedTimeMs, quote.receivedTimeMs)
  }

  /** What the past says of moves and volumes first, then prices from now on. */
  const begin = (symbol: string, rateHz = alertsHz): Release => {
    let left = false
    let release: Release = client.watchQuotes([symbol], rateHz)
    const listen = (): void => {
      if (left) return
      const [unwatch, unsubscribe] = [release, client.quotes.subscribe(symbol, () => observe(symbol), observedHz)]
      release = () => {
        unsubscribe()
        unwatch()
      }
      observe(symbol)
    }
    seed(book, symbol).then(listen, listen)
    return () => {
      left = true
      release()
    }
  }

  /**
   * Of an instrument that another alert watches already, which must miss nothing meanwhile: for one that is new, switched on again,
   * brought back or of another tab.
   */
  const seedLate = (symbol: string): void => {
    seed(book, symbol).catch((error: unknown) => console.info('An alert begins without the past of its instrument:', error))
  }

  let followed: ReadonlySet<string> = new Set()

  const follow = (): void => {
    const wanted = new Set(book.symbols())
    const rules = book.list().flatMap(({ rule, state }) => (state === 'waiting' ? [rule] : []))
    const late = new Set(rules.flatMap(({ id, symbol }) => (!followed.has(id) && watches.has(symbol) ? [symbol] : [])))
    followed = new Set(rules.map(({ id }) => id))
    for (const [symbol, release] of watches) {
      if (wanted.has(symbol)) continue
      release()
      watches.delete(symbol)
      latest.delete(symbol)
    }
    for (const symbol of wanted) if (!watches.has(symbol)) watches.set(symbol, begin(symbol))
    for (const symbol of late) seedLate(symbol)
  }

  book.subscribe(follow)
  storage.spare(book.restore(storage.read()))
  setInterval(() => book.tick(), tickMs)
  window.addEventListener('pagehide', () => book.tick())
  window.addEventListener('storage', (event) => {
    if (event.key !== alertsKey) return
    if (event.newValue === null) book.restore(storage.read())
    else takeOver()
  })
  return {
    book,
    storage,
    discardAside() {
      const keep = storage.discard()
      save()
      return () => {
        keep()
        save()
      }
    },
    add(rule) {
      const same = findSameAlert(book.list(), rule)
      if (same !== undefined) return describeSame(same)
      if (!book.put(rule)) return 'There are too many alerts; remove one first.'
      // A price alert waits from the side the price is on at this moment.
      if (rule.condition.kind === 'price') observe(rule.symbol)
      return undefined
    },
    askAnew(offered) {
      const refused = new Set(client.connection.get().errors.flatMap(({ symbols }) => symbols))
      for (const [symbol, release] of watches) {
        if (!refused.has(symbol) || !offered.has(symbol) || client.quotes.get(symbol) !== undefined) continue
        release()
        watches.set(symbol, begin(symbol, anewHz))
      }
    },
  }
}

function describeSame({ rule, state }: AlertView): string {
  const text = `${bareSymbol(rule.symbol)} ${describeCondition(rule.condition)}`
  return state === 'off' ? `This alert is there already, switched off: ${text}.` : `This alert is set already: ${text}.`
}

async function seed(book: AlertBook, symbol: string): Promise<void> {
  const needed = book
    .list()
    .some(({ rule }) => rule.symbol === symbol && (rule.condition.kind === 'percent' || rule.condition.kind === 'volume'))
  if (!needed) return
  const page = await loadBars(symbol, '1m', seedBars)
  book.seed(symbol, barsOf(page), intervalLengthMs('1m'), page)
}
