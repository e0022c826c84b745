/** One figure of a stage for `/metrics`. Names in Prometheus' style: `ticklane_frames_sent_total`, base units. */
export interface MetricSample {
  readonly name: string
  readonly help: string
  /** A counter only grows while the process lives, and its name ends in `_total`. */
  readonly type: 'counter' | 'gauge'
  readonly value: number
  /** Of few values each: a venue, a rate. Never a symbol or an address. */
  readonly labels?: Readonly<Record<string, string>>
}

/** Asked at each scrape. */
export type MetricSource = () => Iterable<MetricSample>
