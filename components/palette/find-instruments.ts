import { bareSymbol } from '@/components/instrument/symbol-text.ts'
import type { InstrumentDefinition } from '@/lib/market/instrument.ts'

/** Best first: whole symbol, beginning of it, base currency, words of the name, anywhere. Every word of the query must match. */
export function findInstruments(
  instruments: readonly InstrumentDefinition[],
  query: string,
  max: number,
): readonly InstrumentDefinition[] {
  const words = query.trim().toLowerCase().split(/\s+/)
  if (words[0] === '') return instruments.slice(0, max)
  const found: { readonly instrument: InstrumentDefinition; readonly rank: number; readonly index: number }[] = []
  instruments.forEach((instrument, index) => {
    let total = 0
    for (const word of words) {
      const rank = rankOf(instrument, word)
      if (rank === undefined) return
      total += rank
    }
    found.push({ instrument, rank: total, index })
  })
  found.sort((a, b) => a.rank - b.rank || a.index - b.index)
  return found.slice(0, max).map((each) => each.instrument)
}

function rankOf({ symbol, base, name }: InstrumentDefinition, word: string): number | undefined {
  const full = symbol.toLowerCase()
  const bare = bareSymbol(full)
  // BTCUSDT finds BTC-USDT.
  const joined = bare.replaceAll('-', '')
  if (full === word || bare === word || joined === word || base.toLowerCase() === word) return 0
  if (bare.startsWith(word) || joined.startsWith(word) || full.startsWith(word)) return 1
  const named = name.toLowerCase()
  if (named.startsWith(word)) return 2
  if (named.includes(` ${word}`)) return 3
  return full.includes(word) || joined.includes(word) || named.includes(word) ? 4 : undefined
}
