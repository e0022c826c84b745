import type { WireInstrument } from '../protocol/messages.ts'
import type { StreamTrade } from './types.ts'

export interface TradeTape {
  /** undefined until the first trade. */
  readonly instrument: WireInstrument | undefined
  /** Newest first. */
  readonly trades: readonly StreamTrade[]
  /** Trades known to have happened that are not in it, since it began. */
  readonly missed: number
}

export const emptyTape: TradeTape = { instrument: undefined, trades: [], missed: 0 }

/** With trades that came in, oldest first; at most `limit` are kept. */
export function tapeWith(
  tape: TradeTape,
  trades: readonly StreamTrade[],
  missed: number,
  instrument: WireInstrument,
  limit: number,
): TradeTape {
  const fresh = trades.slice(-limit).reverse()
  // A finer tick makes prices of before incomparable: the tape begins again.
  const comparable = tape.instrument === undefined || sameSteps(tape.instrument, instrument)
  const kept = comparable ? tape.trades.slice(0, Math.max(0, limit - fresh.length)) : []
  return { instrument, trades: fresh.concat(kept), missed: tape.missed + missed }
}

function sameSteps(a: WireInstrument, b: WireInstrument): boolean {
  return a.tickSize === b.tickSize && a.lotSize === b.lotSize
}
