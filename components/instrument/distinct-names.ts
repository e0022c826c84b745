import { bareSymbol } from '@/components/instrument/symbol-text.ts'

/** What an instrument is called among `symbols`: with its venue where another has the same name. */
export function distinctNames(symbols: readonly string[]): (symbol: string) => string {
  const seen = new Map<string, number>()
  for (const symbol of new Set(symbols)) seen.set(bareSymbol(symbol), (seen.get(bareSymbol(symbol)) ?? 0) + 1)
  return (symbol) => {
    const bare = bareSymbol(symbol)
    return (seen.get(bare) ?? 0) < 2 ? bare : `${bare} ${symbol.slice(0, symbol.indexOf(':'))}`
  }
}
