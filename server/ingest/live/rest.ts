import { FeedError } from '../../../lib/market/feed.ts'
import { parseLossless } from '../lossless-json.ts'
import { shown } from '../problems.ts'

const timeoutMs = 15_000
const bodyBytesMax = 64 * 1024 * 1024

/**
 * A venue's REST side: one request at a time, no faster than it allows. Numbers come as their text. Throws FeedError
 * `rest_failed` for anything but a 2xx answer of JSON.
 */
export class RestClient {
  readonly #baseUrl: string
  readonly #gapMs: number
  readonly #headers: Readonly<Record<string, string>>
  #previous: Promise<unknown> = Promise.resolve()
  #notBeforeMs = 0

  /** `gapMs`: the least time between two requests. */
  constructor(baseUrl: string, gapMs: number, headers: Readonly<Record<string, string>> = {}) {
    this.#baseUrl = baseUrl.replace(/\/+$/, '')
    this.#gapMs = gapMs
    this.#headers = headers
  }

  get(path: string, query: Readonly<Record<string, string | number>> = {}, signal?: AbortSignal): Promise<unknown> {
    const result = this.#previous.then(() => this.#get(path, query, signal))
    this.#previous = result.catch(() => undefined)
    return result
  }

  async #get(path: string, query: Readonly<Record<string, string | number>>, signal: AbortSignal | undefined): Promise<unknown> {
    const url = new URL(this.#baseUrl + path)
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, String(value))
    try {
      await pause(this.#notBeforeMs - Date.now(), signal)
      this.#notBeforeMs = Date.now() + this.#gapMs
      const limit = AbortSignal.timeout(timeoutMs)
      const response = await fetch(url, {
        headers: this.#headers,
        signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
      })
      if (response.status === 429 || response.status === 418) {
        this.#notBeforeMs = Date.now() + (Number(response.headers.get('retry-after')) || 5) * 1000
      }
      const length = Number(response.headers.get('content-length') ?? 0)
      if (length > bodyBytesMax) throw new RangeError(`the answer has ${length} bytes, expected at most ${bodyBytesMax}`)
      const text = await response.text()
      if (!response.ok) throw new RangeError(`status ${response.status}, ${shown(text)}`)
      const body = parseLossless(text)
      if (body === undefined) throw new RangeError(`the answer is not JSON: ${shown(text)}`)
      return body
    } catch (error) {
      // fetch says only "fetch failed"; what failed is in its cause.
      const reason = error instanceof Error ? (error.cause instanceof Error ? error.cause.message : error.message) : String(error)
      throw new FeedError('rest_failed', `Cannot get ${url.origin}${url.pathname}: ${reason}`, { cause: error })
    }
  }
}

function pause(waitMs: number, signal: AbortSignal | undefined): Promise<void> {
  if (waitMs <= 0) return Promise.resolve()
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, waitMs)
    signal?.addEventListener('abort', () => {
      clearTimeout(timer)
      reject(signal.reason)
    })
  })
}
