import type { CancelTimer } from '../market/clock.ts'
import type { StreamEnvironment } from './environment.ts'

/** Brings together what changes in one task: fifty rows that mount together send one message. */
export class ReconcileQueue {
  readonly #environment: StreamEnvironment
  readonly #onDone: () => void
  readonly #timers = new Set<CancelTimer>()
  #due = new Set<() => void>()

  /** `onDone`: after everything due at the end of a task. */
  constructor(environment: StreamEnvironment, onDone: () => void) {
    this.#environment = environment
    this.#onDone = onDone
  }

  /** Calls at the end of the task, or after a pause. */
  later(reconcile: () => void, pauseMs?: number): void {
    if (pauseMs !== undefined) {
      const cancel = this.#environment.after(pauseMs, () => {
        this.#timers.delete(cancel)
        reconcile()
      })
      this.#timers.add(cancel)
      return
    }
    if (this.#due.size === 0) {
      queueMicrotask(() => {
        const due = this.#due
        this.#due = new Set()
        for (const one of due) one()
        this.#onDone()
      })
    }
    this.#due.add(reconcile)
  }

  close(): void {
    for (const cancel of this.#timers) cancel()
    this.#timers.clear()
  }
}
