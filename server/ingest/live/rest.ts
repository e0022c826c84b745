import { FeedError } from '../../../lib/market/feed.ts'
import { parseLossless } from '../lossless-json.ts'
import { shown } from '../problems.ts'

const timeoutMs = 15_000
const bodyBytesMax = 64 * 1024 * 1024
const retryAfterMsDefault = 5_000
/** Binance bans for up to three days. */
const retryAfterMsMax = 3 * 86_400_000

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
        this.#notBeforeMs = Date.now() + retryAfterMs(response.headers.get('retry-after'))
      }
      const text = await bodyOf(response)
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

/** Seconds or a date (RFC 9110, 10.2.3); five seconds where it is neither. */
export function retryAfterMs(header: string | null): number {
  const seconds = Number(header?.trim() || Number.NaN)
  const waitMs = Number.isNaN(seconds) ? Date.parse(header ?? '') - Date.now() : seconds * 1000
  return waitMs > 0 ? Math.min(waitMs, retryAfterMsMax) : retryAfterMsDefault
}

/** An answer may have any length, whatever it says of it: what is too much ends it. */
async function bodyOf(response: Response): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength
    if (bytes > bodyBytesMax) throw new RangeError(`the answer has more than ${bodyBytesMax} bytes`)
    text += decoder.decode(chunk, { stream: true })
  }
  return text + decoder.decode()
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
