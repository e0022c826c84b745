import { bareSymbol } from '@/components/instrument/symbol-text.ts'
import type { InstrumentDefinition } from '@/lib/market/instrument.ts'
import type { ResolveSymbol } from '@/lib/workspace/watchlist-file.ts'

/** Where US stocks are listed, as other programs write it; our venue `US` has what all of them trade. */
const usExchanges: ReadonlySet<string> = new Set(['nasdaq', 'nyse', 'amex', 'nysearca', 'arca', 'bats', 'cboe', 'iex'])

/** The whole symbol first, then without its venue, then without punctuation: `btcusdt` finds `SIM:BTC-USDT`. */
export function resolverOf(instruments: readonly InstrumentDefinition[]): ResolveSymbol {
  const known = new Map<string, string>()
  const forms = [(text: string) => text, bareSymbol, (text: string) => plain(bareSymbol(text))]
  for (const form of forms) {
    for (const { symbol } of instruments) {
      const key = form(symbol).toLowerCase()
      if (!known.has(key)) known.set(key, symbol)
    }
  }
  return (text) => {
    const typed = text.toLowerCase()
    const found = known.get(typed) ?? known.get(plain(typed))
    const [exchange = ''] = typed.split(':')
    if (found !== undefined || !typed.includes(':')) return found
    if (usExchanges.has(exchange)) return known.get(`us:${bareSymbol(typed)}`)
    // A venue that this server does not have is not the same instrument; the venue itself must agree.
    const bare = known.get(plain(bareSymbol(typed)))
    return bare?.toLowerCase().startsWith(`${exchange}:`) ? bare : undefined
  }
}

function plain(text: string): string {
  return text.replace(/[^\p{L}\p{N}:]/gu, '')
}
