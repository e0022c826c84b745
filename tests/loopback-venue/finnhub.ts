import { type Dialect, type Reply, record, type Step, type VenueTrade } from './dialect.ts'

/** What this venue takes for a token. */
export const finnhubToken = 'a token'

const symbolsMax = 50

export function finnhubDialect(): Dialect {
  let id = 0
  return {
    venue: 'finnhub',
    keys: { key: finnhubToken },
    read(raw): Step | undefined {
      const { type, data } = record(JSON.parse(raw))
      if (type === 'ping') return { raw, key: 'ping', trades: [] }
      if (type !== 'trade' || !Array.isArray(data)) return undefined
      const rows = data.map(record)
      // A volume of zero is a price without a trade.
      const trades = rows
        .filter(({ v }) => Number(v) > 0)
        .map((row): VenueTrade => {
          id += 1
          const [price, size] = [decimal(row.p), decimal(row.v)]
          return { venueSymbol: String(row.s), id, price, size, takerBuys: false, timeMs: Number(row.t) }
        })
      return { raw, key: String(rows[0]?.s), trades }
    },
    happen() {
      // Trades come whole.
    },
    admit: (url) => (url.searchParams.get('token') === finnhubToken ? undefined : 401),
    reply(request, session): Reply {
      const { type, symbol } = record(request)
      const key = String(symbol)
      if (type === 'unsubscribe') return { messages: [], subscribe: [], unsubscribe: [key] }
      if (type !== 'subscribe') return refuse('Invalid message')
      if (!/^[A-Z.]+$|^[A-Z]+:[A-Z0-9]+$/.test(key)) return refuse(`Invalid symbol ${key}`)
      if (session.keys.size > symbolsMax) return refuse('Subscribing to too many symbols')
      return { messages: [], subscribe: [key, 'ping'], unsubscribe: [] }
    },
    rest: () => undefined,
  }
}

function refuse(msg: string): Reply {
  return { messages: [JSON.stringify({ type: 'error', msg })], subscribe: [], unsubscribe: [] }
}

/** What was meant, without the noise of the sums of floats that this venue sends. */
function decimal(value: unknown): string {
  const text = Number(Number(value).toPrecision(12)).toFixed(10)
  return text.replace(/\.?0+$/, '')
}
