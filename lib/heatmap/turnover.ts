/** What a map reads of a quote. */
export interface TradedQuote {
  readonly last: number
  readonly dayVolumeLots: bigint
  readonly instrument: { readonly tickSize: string; readonly lotSize: string; readonly quote: string }
}

// Coins that stand for a dollar: to within a percent, which no area shows.
const dollars = new Set(['USD', 'USDT', 'USDC', 'BUSD', 'FDUSD', 'TUSD', 'USDP', 'PYUSD', 'DAI'])

/** Currencies of which amounts may be laid side by side have one name. */
export function comparableCurrency(currency: string): string {
  return dollars.has(currency) ? 'USD' : currency
}

/** What traded today at the last price, in the currency of the price. Floating point: for an area, never for text or sums. */
export function turnoverValue({ last, dayVolumeLots, instrument }: TradedQuote): number {
  const value = last * Number(instrument.tickSize) * Number(dayVolumeLots) * Number(instrument.lotSize)
  return Number.isFinite(value) && value > 0 ? value : 0
}

/** The currency that most are priced in; undefined without any. */
export function commonCurrency(currencies: Iterable<string>): string | undefined {
  const counts = new Map<string, number>()
  for (const currency of currencies) {
    const name = comparableCurrency(currency)
    counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return [...counts].toSorted(([, one], [, other]) => other - one)[0]?.[0]
}
