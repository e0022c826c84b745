/** The streams of one connection, in one encoding: what comes in goes into the table. */
export interface QuoteStreams {
  /** A stream's members by their row in the table; none ends it. */
  setMembers(rate: number, rows: readonly number[]): void
  /** Gives the table a row as the stream of a rate has it, because nobody else keeps it any longer. False: it does not have it. */
  offer(rate: number, row: number): boolean
  /** Trades of a row as the stream of a rate has it; NaN: it does not have it. */
  tradeCountOf(rate: number, row: number): number
  /** Tick or lot of a row became finer by these whole ratios: so do the streams' own numbers. */
  refined(row: number, priceRatio: number, sizeRatio: number): void
  /** The last sequence processed of each stream that has one, by rate. */
  sequences(): Record<string, number>
}

export interface QuoteStreamEvents {
  /** The result of a state check (P5). */
  onCheck(rate: number, equal: boolean): void
  /** A stream cannot go on without a snapshot. */
  onLost(rate: number): void
}
