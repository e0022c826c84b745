/** A fault in what a venue or a recording sent: counted always, told at most once per kind and interval. */
export interface Problem {
  readonly feed: string
  /** Stable: `malformed_json`, `unknown_type`, `bad_number`, `bad_line` ... */
  readonly kind: string
  /** Of this kind so far, this one included. */
  readonly count: number
  /** What, value, expectation. */
  readonly message: string
}

const reportEveryMs = 10_000
const kindsMax = 200
const valueLengthMax = 160

/**
 * What could not be used is skipped and counted here. The report goes to the log; repeated faults of one kind would flood
 * it, so only the first and then one per ten seconds are told, each with the count.
 */
export class Problems {
  readonly #feed: string
  readonly #now: () => number
  readonly #report: (problem: Problem) => void
  readonly #kinds = new Map<string, { count: number; reportedAtMs: number }>()

  constructor(feed: string, now: () => number, report: (problem: Problem) => void) {
    this.#feed = feed
    this.#now = now
    this.#report = report
  }

  /** `message` is called only when it is told, since the text may cost more than the fault. */
  add(kind: string, message: () => string): void {
    let entry = this.#kinds.get(kind)
    if (entry === undefined) {
      if (this.#kinds.size >= kindsMax) return
      entry = { count: 0, reportedAtMs: Number.NEGATIVE_INFINITY }
      this.#kinds.set(kind, entry)
    }
    entry.count += 1
    const now = this.#now()
    if (now - entry.reportedAtMs < reportEveryMs) return
    entry.reportedAtMs = now
    this.#report({ feed: this.#feed, kind, count: entry.count, message: message() })
  }

  counts(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#kinds].map(([kind, entry]) => [kind, entry.count]))
  }

  total(): number {
    let total = 0
    for (const entry of this.#kinds.values()) total += entry.count
    return total
  }
}

/** A value for an error text: shortened, since a venue's garbage can be megabytes. */
export function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value))
  return text.length <= valueLengthMax ? text : `${text.slice(0, valueLengthMax)}… (${text.length} characters)`
}
