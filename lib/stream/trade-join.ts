import type { StreamTrade } from './types.ts'

interface Told {
  readonly trades: readonly StreamTrade[]
  readonly missed: number
}

/**
 * The trades of one watch as one run, whichever host tells them: a new one begins with trades that were told before, or
 * leaves some out and does not know it. `host` names the one that tells, `epoch` the run that the trades are numbered in.
 */
export function joinTrades(): (told: Told, host: number, epoch: string | undefined) => Told {
  let nextNumber = 0
  let hostBefore: number | undefined
  let epochBefore: string | undefined
  return ({ trades, missed }, host, epoch) => {
    const from = epoch === epochBefore ? nextNumber : 0
    const joins = from > 0 && host !== hostBefore
    const told = joins
      ? { trades: trades.filter(({ number }) => number >= from), missed: Math.max(0, (trades[0]?.number ?? 0) - from) }
      : { trades, missed }
    nextNumber = Math.max(from, (trades.at(-1)?.number ?? 0) + 1)
    hostBefore = host
    epochBefore = epoch
    return told
  }
}
