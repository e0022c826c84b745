/** `BTC-USD` of `SIM:BTC-USD`: where prices come from is shown beside it, not in it. */
export function bareSymbol(symbol: string): string {
  return symbol.slice(symbol.lastIndexOf(':') + 1)
}
