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
  let nextNumber: number | undefined
  let hostBefore: number | undefined
  let epochBefore: string | undefined
  return (told, host, epoch) => {
    const first = told.trades[0]?.number ?? 0
    const last = told.trades.at(-1)?.number ?? 0
    const expected = epoch === epochBefore && host !== hostBefore ? nextNumber : undefined
    const trades = expected === undefined ? told.trades : told.trades.filter(({ number }) => number >= expected)
    const missed = expected === undefined ? told.missed : Math.max(0, first - expected)
    nextNumber = epoch === epochBefore ? Math.max(nextNumber ?? 0, last + 1) : last + 1
    hostBefore = host
    epochBefore = epoch
    return { trades, missed }
  }
}
