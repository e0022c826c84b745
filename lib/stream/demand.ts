import type { SubscribeMessage } from '../protocol/messages.ts'

/** Everything a page wants, as the `subscribe` messages that would ask for it. */
export type Demand = readonly SubscribeMessage[]

/** Servers and proxies refuse longer request lines, many of them at 8 KB. */
const queryLengthMax = 7_000

export interface DemandQuery {
  readonly query: string
  /** Instruments that did not fit. */
  readonly left: number
}

/**
 * A demand as the query of an address. What does not fit is left out from the end, quotes of the lowest rates first: rows in
 * view ask for more than the others.
 */
export function demandQuery(demand: Demand): DemandQuery {
  const query = new URLSearchParams()
  let length = 0
  let left = 0
  for (const message of [...demand].sort((a, b) => importance(b) - importance(a))) {
    const symbols: string[] = []
    let own = lengthOf({ ...message, symbols: [] })
    for (const symbol of message.symbols) {
      const more = encodeURIComponent(symbol).length + '%22%22%2C'.length
      if (length + own + more > queryLengthMax) break
      own += more
      symbols.push(symbol)
    }
    left += message.symbols.length - symbols.length
    if (symbols.length === 0) continue
    length += own
    query.append('subscribe', JSON.stringify({ ...message, symbols }))
  }
  return { query: query.toString(), left }
}

/** Trades, bars and books are of one instrument that somebody looks at. */
function importance({ channel = 'quotes', rate = 0 }: SubscribeMessage): number {
  return channel === 'quotes' ? rate : 1_000
}

function lengthOf(message: SubscribeMessage): number {
  return `&subscribe=${encodeURIComponent(JSON.stringify(message))}`.length
}
