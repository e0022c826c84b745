import type { WireInstrument } from '../protocol/messages.ts'
import type { StreamTrade } from './types.ts'

export interface TradeTape {
  /** undefined until the first trade. */
  readonly instrument: WireInstrument | undefined
  /** Newest first. */
  readonly trades: readonly StreamTrade[]
  /** By each worth that was asked for: the trades of at least that, newest first, however many smaller ones came since. */
  readonly atLeast: ReadonlyMap<number, readonly StreamTrade[]>
  /** Trades known to have happened that are not in it, since it began. */
  readonly missed: number
}

export interface TapeTerms {
  /** How many trades are kept of each list. */
  readonly limit: number
  /** In the currency of the price. */
  readonly worths: readonly number[]
}

export const emptyTape: TradeTape = { instrument: undefined, trades: [], atLeast: new Map(), missed: 0 }

/** With trades that came in, oldest first. */
export function tapeWith(
  tape: TradeTape,
  fresh: readonly StreamTrade[],
  missed: number,
  instrument: WireInstrument,
  { limit, worths }: TapeTerms,
): TradeTape {
  // A finer tick makes prices of before incomparable: the tape begins again.
  const comparable = tape.instrument === undefined || sameSteps(tape.instrument, instrument)
  const before = comparable ? tape : emptyTape
  const large = worths.map((worth) => {
    const least = worth / Number(instrument.tickSize) / Number(instrument.lotSize)
    const passing = fresh.filter(({ price, size }) => price * size >= least)
    return [worth, withNewest(before.atLeast.get(worth) ?? [], passing, limit)] as const
  })
  const trades = withNewest(before.trades, fresh, limit)
  return { instrument, trades, atLeast: new Map(large), missed: tape.missed + missed }
}

/** The same list where nothing came. */
function withNewest(kept: readonly StreamTrade[], fresh: readonly StreamTrade[], limit: number): readonly StreamTrade[] {
  if (fresh.length === 0) return kept
  const newest = fresh.slice(-limit).reverse()
  return newest.concat(kept.slice(0, limit - newest.length))
}

function sameSteps(a: WireInstrument, b: WireInstrument): boolean {
  return a.tickSize === b.tickSize && a.lotSize === b.lotSize
}
