/** What is searched of an instrument. */
export interface SearchableInstrument {
  readonly symbol: string
  readonly venue: string
  readonly name: string
  readonly base: string
  readonly quote: string
}

/** `bare` is the symbol without its venue. */
export const keyKinds = ['symbol', 'bare', 'base', 'quote', 'venue', 'word'] as const

/** Lower case without accents and without what people leave out of symbols: `BTC-USDT`, `btc/usdt` and `BTCUSDT` are one. */
export function normalise(text: string): string {
  const lower = text.toLowerCase()
  // Nearly all symbols and names: the general way costs a hundred times as much.
  if (isAscii(lower)) return lower.replace(/[^a-z0-9 ]+/g, '')
  return lower
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[^\p{L}\p{N} ]+/gu, '')
}

function isAscii(text: string): boolean {
  for (let position = 0; position < text.length; position++) if (text.charCodeAt(position) > 127) return false
  return true
}

/** The words of a query, each normalised; `BINANCE: btc` are two. At most six: nobody means more. */
export function termsOf(query: string): string[] {
  return query
    .split(/\s+/)
    .map(normalise)
    .filter((term) => term !== '')
    .slice(0, 6)
}

export function bareSymbol(symbol: string): string {
  return symbol.slice(symbol.lastIndexOf(':') + 1)
}

/** `kind` is an index into `keyKinds`. */
export function forEachKey(instrument: SearchableInstrument, use: (text: string, kind: number) => void): void {
  const { symbol, venue, name, base, quote } = instrument
  use(normalise(symbol), 0)
  use(normalise(bareSymbol(symbol)), 1)
  use(normalise(base), 2)
  if (quote !== '') use(normalise(quote), 3)
  // Simulated symbols have their venue's name before the real one's: both are asked for.
  const venues = symbol.split(':').slice(0, -1)
  if (!venues.includes(venue)) venues.push(venue)
  for (const part of venues) use(normalise(part), 4)
  for (const word of name.split(/[\s/()&.,:-]+/)) if (word !== '') use(normalise(word), 5)
}
