/** Which promise was broken, when, and what differed. */
export interface Violation {
  readonly promise: string
  readonly step: number
  readonly timeMs: number
  readonly text: string
}

const keptMax = 5

/** What checks find. Not thrown: much of what is checked runs inside of what is checked, which would catch it. */
export class Violations {
  readonly list: Violation[] = []
  count = 0
  /** Of the step in progress. */
  step = 0
  timeMs = 0

  report(promise: string, text: string): void {
    this.count += 1
    if (this.list.length < keptMax) this.list.push({ promise, step: this.step, timeMs: this.timeMs, text })
  }
}
