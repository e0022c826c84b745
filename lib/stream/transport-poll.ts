import type { StreamEnvironment } from './environment.ts'
import { refusalOf } from './http-refusal.ts'
import { jsonCodec } from './json-codec.ts'
import { noCloseFrame, type OpenTransport, type TransportHandlers } from './transport.ts'
import { DemandWatch, type FallbackOptions } from './transport-fallback.ts'

/** Between an answer and the next request: what changes meanwhile is merged. */
const pauseMs = 200

interface Answer {
  readonly session: string
  readonly cursor: number
  readonly messages: readonly unknown[]
}

/** Long poll: `GET /api/poll`. The last resort, which any proxy lets through. */
export function pollTransport(environment: StreamEnvironment, options: FallbackOptions): OpenTransport {
  return (handlers) => {
    let run: AbortController | undefined
    const end = () => {
      run?.abort()
      run = undefined
    }
    const watch = new DemandWatch(environment, options, (query) => {
      end()
      run = new AbortController()
      const { signal } = run
      poll(environment, options, query, handlers, signal).then(
        () => undefined,
        (error: unknown) => {
          if (signal.aborted) return
          end()
          watch.close()
          const code = error instanceof Refusal ? error.code : noCloseFrame
          handlers.onClosed(code, error instanceof Error ? error.message : String(error))
        },
      )
    })
    watch.changed()
    return {
      kind: 'poll',
      duplex: false,
      json: jsonCodec,
      send: () => undefined,
      demandChanged: () => watch.changed(),
      close() {
        watch.close()
        end()
      },
    }
  }
}

/** The server answered with an error. */
class Refusal extends Error {
  readonly code: number
  constructor(code: number, message: string) {
    super(message)
    this.code = code
  }
}

async function poll(
  environment: StreamEnvironment,
  options: FallbackOptions,
  query: string,
  handlers: TransportHandlers,
  signal: AbortSignal,
): Promise<never> {
  let answer = await ask(environment, options.address('poll', query), signal)
  for (;;) {
    for (const message of answer.messages) {
      if (signal.aborted) break
      handlers.onText(JSON.stringify(message))
    }
    // An empty answer is a sign of life, too.
    if (answer.messages.length === 0) handlers.onAlive()
    await new Promise<void>((resolve) => environment.after(pauseMs, resolve))
    signal.throwIfAborted()
    const { session, cursor } = answer
    const next = new URLSearchParams({ session, cursor: String(cursor) })
    answer = await ask(environment, options.address('poll', next.toString()), signal)
  }
}

async function ask(environment: StreamEnvironment, url: string, signal: AbortSignal): Promise<Answer> {
  const response = await environment.fetch(url, signal)
  if (!response.ok) {
    const { code, reason } = await refusalOf(response)
    throw new Refusal(code, reason)
  }
  const body: unknown = await response.json()
  if (!isAnswer(body)) throw new TypeError('the server answered something else than a poll')
  return body
}

function isAnswer(body: unknown): body is Answer {
  if (typeof body !== 'object' || body === null) return false
  const { session, cursor, messages } = body as Partial<Record<keyof Answer, unknown>>
  return typeof session === 'string' && typeof cursor === 'number' && Array.isArray(messages)
}
