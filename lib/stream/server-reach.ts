import type { CancelTimer } from '../market/clock.ts'
import type { StreamEnvironment } from './environment.ts'

const answerWithinMs = 8_000

/** Asks whether the server answers plain HTTP: a socket that is blocked and one whose server is away look the same. */
export class ServerReach {
  readonly #environment: StreamEnvironment
  readonly #url: string
  #asked: AbortController | undefined
  #timer: CancelTimer | undefined

  /** `url`: something small that the server has. */
  constructor(environment: StreamEnvironment, url: string) {
    this.#environment = environment
    this.#url = url
  }

  /** Calls once if it does, later; not at all if it does not, or when it is being asked already. */
  ask(onReached: () => void): void {
    if (this.#asked !== undefined) return
    const asked = new AbortController()
    this.#asked = asked
    this.#timer = this.#environment.after(answerWithinMs, () => this.forget())
    const answered = (reached: boolean): void => {
      if (this.#asked !== asked) return
      this.forget()
      if (reached) onReached()
    }
    this.#environment.fetch(this.#url, asked.signal).then(
      // A proxy in front answers for a server that is away.
      ({ status }) => answered(status < 500),
      () => answered(false),
    )
  }

  forget(): void {
    this.#timer?.()
    this.#asked?.abort()
    this.#asked = undefined
  }
}
