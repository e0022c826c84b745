/** `BINANCE:BTC-USDT` taken apart. undefined when it is of another venue, or of another form. */
export function pairOf(symbol: string, venue: string): { readonly base: string; readonly quote: string } | undefined {
  const match = /^([A-Z]+):([A-Za-z0-9.]+)-([A-Z0-9]+)$/.exec(symbol)
  if (match === null || match[1] !== venue) return undefined
  const [, , base = '', quote = ''] = match
  return { base, quote }
}

/** `US:AAPL` to `AAPL`. */
export function tickerOf(symbol: string): string | undefined {
  return /^US:([A-Z][A-Z0-9.]{0,9})$/.exec(symbol)?.[1]
}

export function chunks<T>(list: readonly T[], size: number): T[][] {
  const parts: T[][] = []
  for (let at = 0; at < list.length; at += size) parts.push(list.slice(at, at + size))
  return parts
}
