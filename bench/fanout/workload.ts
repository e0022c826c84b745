/**
 * The workload of the budget table: 500 instruments that all change in every tenth of a second, 1,000 viewers of 50 of them
 * each. A pure function of its seed, so that every server gets the same.
 */
export const instrumentCount = 500
export const viewerCount = 1_000
export const watchlistSize = 50
export const sharedLists = 20
export const flushHz = 10

export type Sharing = 'shared' | 'distinct'

export function symbolOf(instrument: number): string {
  return `BENCH:I${String(instrument).padStart(3, '0')}-USD`
}

/** Numbers in [0, 1) from a seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Ascending instruments of each viewer. */
export function watchlists(sharing: Sharing): number[][] {
  const random = randomFrom(7)
  const draw = () => {
    const list = new Set<number>()
    while (list.size < watchlistSize) list.add(Math.floor(random() * instrumentCount))
    return [...list].sort((left, right) => left - right)
  }
  const lists = Array.from({ length: sharing === 'shared' ? sharedLists : viewerCount }, draw)
  return Array.from({ length: viewerCount }, (_, viewer) => lists[viewer % lists.length] ?? [])
}

/** One instrument as the peers see it. */
export interface WorkloadRow {
  readonly symbol: string
  last: number
  bid: number
  ask: number
  bidSize: number
  askSize: number
  trades: number
  volume: number
}

/** Prices in cents, sizes in thousandths: moves like a busy market's top of book. */
export class Workload {
  readonly rows: readonly WorkloadRow[]
  readonly #random = randomFrom(42)

  constructor() {
    this.rows = Array.from({ length: instrumentCount }, (_, instrument) => {
      const bid = 1_000 + Math.floor(this.#random() * 5_000_000)
      return { symbol: symbolOf(instrument), last: bid, bid, ask: bid + 1, bidSize: 1, askSize: 1, trades: 0, volume: 0 }
    })
  }

  /** Every instrument changes; three in ten trade. `trades` and `volume` are those of this step. */
  step(): void {
    const random = this.#random
    for (const row of this.rows) {
      const moved = random() < 0.4 ? Math.round((random() - 0.5) * 6) : 0
      row.bid = Math.max(100, row.bid + moved)
      row.ask = row.bid + (random() < 0.8 ? 1 : 1 + Math.floor(random() * 8))
      row.bidSize = 1 + Math.floor(Math.exp(random() * 9))
      row.askSize = 1 + Math.floor(Math.exp(random() * 9))
      row.trades = random() < 0.3 ? 1 + Math.floor(random() * 4) : 0
      row.volume = row.trades * (1 + Math.floor(Math.exp(random() * 7)))
      if (row.trades > 0) row.last = random() < 0.5 ? row.bid : row.ask
    }
  }
}

/** An update as the peers send it: what a JSON stream of the same content has. */
export function updateJson(row: WorkloadRow): string {
  const price = (cents: number) => `"${(cents / 100).toFixed(2)}"`
  const size = (thousandths: number) => `"${(thousandths / 1_000).toFixed(3)}"`
  const quote = `"bid":${price(row.bid)},"ask":${price(row.ask)},"bidSize":${size(row.bidSize)},"askSize":${size(row.askSize)}`
  const traded = row.trades > 0 ? `,"last":${price(row.last)},"trades":${row.trades},"volume":${size(row.volume)}` : ''
  return `{"symbol":"${row.symbol}",${quote}${traded}}`
}
