import { instrumentsPath, loadInstruments } from '../../lib/api/instruments.ts'
import { formatChange, formatPercent, formatPrice, formatVolume } from '../../lib/market/format.ts'
import { holdPageClient, pageClient, pageStreamUrl } from '../../lib/stream/page-client.ts'
import type { Quote, StreamClient } from '../../lib/stream/types.ts'

export const highestHz = 60
export const rowsInView = 60
export const rowHeightPx = 28
/** Where the address says so, the page shows only rows in view and so often: what the dashboard does where that many change. */
export const shownHz: number | undefined = Number(new URLSearchParams(location.search).get('hz')) || undefined

/** Texts of a row, in the order of the dashboard's list; its line of the last hour has no counterpart elsewhere. */
export const texts: readonly (readonly [heading: string, width: number, read: (quote: Quote) => string])[] = [
  ['Symbol', 120, ({ symbol }) => symbol.slice(symbol.indexOf(':') + 1)],
  ['Last', 90, ({ last, instrument }) => formatPrice(last, instrument)],
  ['Chg', 80, ({ last, dayOpen, instrument }) => formatChange(last - dayOpen, instrument)],
  ['Chg %', 70, ({ last, dayOpen }) => formatPercent(last, dayOpen)],
  ['Bid', 90, ({ bid, instrument }) => formatPrice(bid, instrument)],
  ['Ask', 90, ({ ask, instrument }) => formatPrice(ask, instrument)],
  ['Vol', 70, ({ dayVolumeLots, instrument }) => formatVolume(dayVolumeLots, instrument)],
]

/** The same stream as the dashboard's, decoded by the same client, for a page that shows it in another way. */
export async function watchAllQuotes(): Promise<{ readonly client: StreamClient; readonly symbols: readonly string[] }> {
  const symbols = (await loadInstruments(instrumentsPath)).map(({ symbol }) => symbol)
  const url = pageStreamUrl()
  const client = pageClient(url)
  holdPageClient(url)
  client.watchQuotes(symbols, highestHz)
  await new Promise<void>((resolve) => {
    const release = client.quotes.subscribeAll(() => {
      if (symbols.some((symbol) => client.quotes.get(symbol) === undefined)) return
      release()
      resolve()
    })
  })
  return { client, symbols }
}
