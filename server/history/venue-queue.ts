import type { CancelTimer, Clock } from '../../lib/market/clock.ts'
import type { InstrumentId } from '../../lib/market/units.ts'
import type { Level } from './levels.ts'

export interface Job {
  readonly id: InstrumentId
  readonly level: Level
  readonly fromMs: number
  readonly toMs: number
  readonly attempt: number
  /** Called when it is done, well or not: whoever waits for it. */
  readonly waiting: (() => void)[]
}

/** Jobs beyond it are dropped: the viewer's next look asks again (P9). */
const urgentMax = 200
const queueMax = 20_000
const afterFailureMs = 30_000
const attemptsMax = 5
const stopMs = 2_000

/** Jobs of one venue, one at a time. After a failure the venue rests; the job comes again, a few times. */
export class VenueQueue {
  readonly #clock: Clock
  readonly #run: (job: Job, signal: AbortSignal) => Promise<void>
  readonly #failed: (error: unknown) => void
  readonly #urgent: Job[] = []
  readonly #jobs: Job[] = []
  readonly #abort = new AbortController()
  readonly #timers = new Set<CancelTimer>()
  #wake: () => void = () => undefined
  #resting = false
  #working: Promise<void> | undefined

  constructor(clock: Clock, run: (job: Job, signal: AbortSignal) => Promise<void>, failed: (error: unknown) => void) {
    this.#clock = clock
    this.#run = run
    this.#failed = failed
  }

  get waiting(): number {
    return this.#urgent.length + this.#jobs.length
  }

  /** The last job failed: nothing is asked of the venue for a while. */
  get resting(): boolean {
    return this.#resting
  }

  /** False: too many are waiting. A span that lies within a waiting one is no new job. */
  add(job: Job, urgent: boolean): boolean {
    if (this.#abort.signal.aborted) {
      release(job)
      return true
    }
    const same = urgent ? this.#urgent.find((other) => includes(other, job)) : undefined
    if (same !== undefined) {
      same.waiting.push(...job.waiting)
      return true
    }
    const [jobs, max] = urgent ? [this.#urgent, urgentMax] : [this.#jobs, queueMax]
    if (jobs.length >= max) return false
    jobs.push(job)
    this.#working ??= this.#workAll().finally(() => {
      this.#working = undefined
    })
    return true
  }

  later(delayMs: number, action: () => void): void {
    if (this.#abort.signal.aborted) return
    const cancel = this.#clock.after(delayMs, () => {
      this.#timers.delete(cancel)
      action()
    })
    this.#timers.add(cancel)
  }

  async idle(): Promise<void> {
    while (this.#working !== undefined) await this.#working
  }

  async close(): Promise<void> {
    this.#abort.abort()
    for (const cancel of this.#timers) cancel()
    for (const job of this.#urgent.splice(0)) release(job)
    this.#jobs.length = 0
    this.#wake()
    // A source that does not listen to its signal must not keep the process from stopping.
    if (this.#working !== undefined) await within(this.#clock, stopMs, this.#working)
  }

  async #workAll(): Promise<void> {
    // Not within the call that adds the first job: the caller may be answering somebody.
    await Promise.resolve()
    for (let job = this.#next(); job !== undefined; job = this.#next()) {
      try {
        await this.#run(job, this.#abort.signal)
        release(job)
      } catch (error) {
        release(job)
        if (this.#abort.signal.aborted) return
        this.#failed(error)
        if (job.attempt < attemptsMax) this.#jobs.push({ ...job, attempt: job.attempt + 1, waiting: [] })
        await this.#rest()
      }
    }
  }

  #next(): Job | undefined {
    return this.#urgent.shift() ?? this.#jobs.shift()
  }

  async #rest(): Promise<void> {
    this.#resting = true
    await new Promise<void>((resolve) => {
      this.#wake = resolve
      this.later(afterFailureMs, resolve)
    })
    this.#resting = false
  }
}

function release(job: Job): void {
  for (const resolve of job.waiting) resolve()
}

/** Waits for `work`, but not longer than `timeMs`. Resolves to whether it was done. */
export async function within(clock: Clock, timeMs: number, work: Promise<unknown>): Promise<boolean> {
  let cancel: CancelTimer = () => undefined
  const late = new Promise<false>((resolve) => {
    cancel = clock.after(timeMs, () => resolve(false))
  })
  const done = await Promise.race([work.then(() => true as const), late])
  cancel()
  return done
}

function includes(outer: Job, inner: Job): boolean {
  return outer.id === inner.id && outer.level === inner.level && outer.fromMs <= inner.fromMs && outer.toMs >= inner.toMs
}
