import { FeedError } from '../../../lib/market/feed.ts'
import type { Problems } from '../problems.ts'
import type { ListedInstrument, VenueProtocol } from './protocol.ts'

/**
 * What the venue lists of the symbols wanted (ours, of all venues; none of this one: its default list). Throws FeedError when
 * it has none of them.
 */
export async function wantedInstruments(
  protocol: VenueProtocol,
  wanted: readonly string[],
  problems: Problems,
  signal: AbortSignal,
): Promise<readonly ListedInstrument[]> {
  const { name, venue, defaultSymbols } = protocol
  const ours = wanted.filter((symbol) => symbol.startsWith(`${venue}:`))
  const { symbolsMax } = protocol.limits
  const symbols = (ours.length > 0 ? ours : defaultSymbols).slice(0, symbolsMax)
  if (ours.length > symbolsMax) {
    problems.add(
      'too_many_symbols',
      () => `Taking the first ${symbolsMax} of ${ours.length} symbols: ${venue} carries no more on a connection`,
    )
  }
  const listed = await ask(protocol, symbols, problems, signal)
  const known = new Set(listed.map(({ definition }) => definition.symbol))
  for (const symbol of symbols) {
    if (!known.has(symbol)) problems.add('unknown_symbol', () => `Leaving out ${symbol}: ${venue} does not list it`)
  }
  if (listed.length > 0) return listed
  throw new FeedError('no_instruments', `Cannot start ${name}: it lists none of ${symbols.join(', ')}`)
}

async function ask(
  protocol: VenueProtocol,
  symbols: readonly string[],
  problems: Problems,
  signal: AbortSignal,
): Promise<readonly ListedInstrument[]> {
  try {
    return await protocol.listInstruments(symbols, signal)
  } catch (error) {
    if (!(error instanceof FeedError)) throw error
    // Prices may still come: symbols say what they are, and numbers refine their steps.
    problems.add('no_instrument_list', () => `${error.message}; tick and lot sizes follow from the prices`)
    return symbols.flatMap((symbol) => protocol.describe(symbol) ?? [])
  }
}
