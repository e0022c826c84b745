import type { CancelTimer } from '../market/clock.ts'
import type { StreamEnvironment } from './environment.ts'
import { refusalOf } from './http-refusal.ts'
import type { Reach } from './reach.ts'

const answerWithinMs = 8_000

/**
 * Asks whether the server answers plain HTTP: a socket that is blocked, one that is refused and one whose server is away look
 * the same to a page.
 */
export class ServerReach implements Reach {
  readonly #environment: StreamEnvironment
  readonly #url: string
  #asked: AbortController | undefined
  #timer: CancelTimer | undefined

  /** `url`: of a long poll for nothing, which is refused as a socket is. */
  constructor(environment: StreamEnvironment, url: string) {
    this.#environment = environment
    this.#url = url
  }

  ask(onReached: Parameters<Reach['ask']>[0]): void {
    if (this.#asked !== undefined) return
    const asked = new AbortController()
    this.#asked = asked
    this.#timer = this.#environment.after(answerWithinMs, () => this.forget())
    const answered = async (response: Response): Promise<void> => {
      const refusal = await refusalOf(response)
      if (this.#asked !== asked) return
      this.forget()
      // A proxy in front answers for a server that is away; one that is full is not reached either.
      if (response.status < 500 && response.status !== 429) onReached(refusal.final ? refusal : undefined)
    }
    this.#environment
      .fetch(this.#url, asked.signal)
      .then(answered)
      .catch(() => {
        if (this.#asked === asked) this.forget()
      })
  }

  forget(): void {
    this.#timer?.()
    this.#asked?.abort()
    this.#asked = undefined
  }
}
