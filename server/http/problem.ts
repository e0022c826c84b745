import { STATUS_CODES } from 'node:http'
import type { Problem } from '../../lib/protocol/rest.ts'

/** Kinds of errors; each is explained on the page at `/api/docs`. */
export const problemKinds = {
  invalid_parameters: {
    status: 400,
    text: 'A query parameter is missing, unknown, given twice, or has a value that cannot be used.',
  },
  unknown_symbol: { status: 404, text: 'No instrument has this symbol. `GET /api/instruments?query=` finds the ones there are.' },
  not_found: { status: 404, text: 'Nothing is served at this path.' },
  method_not_allowed: { status: 405, text: 'This side only answers GET, HEAD and OPTIONS.' },
  busy: { status: 503, text: 'Too many requests for stored bars at this moment. Try again after the seconds in `Retry-After`.' },
  unavailable: { status: 503, text: 'Stored bars cannot be read at this moment; the stream is not affected.' },
  server_full: {
    status: 503,
    text: 'Of the stream: as many are connected as may be, or as many answers are being read. Try again after the seconds in `Retry-After`.',
  },
  shutting_down: {
    status: 503,
    text: 'Of the stream: the server is about to stop, and another may take its place. Try again after the seconds in `Retry-After`.',
  },
  token_not_checked: {
    status: 503,
    text: 'Of the stream: the token may be good, but the keys to check it with could not be had. Try again after the seconds in `Retry-After`.',
  },
  internal: { status: 500, text: 'A fault of ours. It is in the log of the server.' },
} as const

export type ProblemCode = keyof typeof problemKinds

/** Thrown while answering; becomes an RFC 9457 document. */
export class ProblemError extends Error {
  readonly code: ProblemCode
  readonly extra: Partial<Pick<Problem, 'parameters' | 'symbols'>>
  constructor(code: ProblemCode, detail: string, extra: ProblemError['extra'] = {}, options?: ErrorOptions) {
    super(detail, options)
    this.name = 'ProblemError'
    this.code = code
    this.extra = extra
  }
}

export function problemResponse(error: ProblemError, instance: string): Response {
  const { status } = problemKinds[error.code]
  const problem: Problem & { s?: 'error'; errmsg?: string } = {
    type: `/api/docs#${error.code}`,
    title: STATUS_CODES[status] ?? 'Error',
    status,
    detail: error.message,
    instance: instance.slice(0, instanceLengthMax),
    code: error.code,
    ...error.extra,
    // TradingView's library reads these two of any answer, whatever its status.
    ...(instance.startsWith('/udf/') ? { s: 'error', errmsg: error.message } : {}),
  }
  const headers = new Headers({ 'content-type': 'application/problem+json', 'cache-control': 'no-store' })
  if (status === 503) headers.set('retry-after', '1')
  if (status === 405) headers.set('allow', 'GET, HEAD, OPTIONS')
  return new Response(JSON.stringify(problem), { status, headers })
}

/** A request's own path comes back in its answer: only so much of it. */
const instanceLengthMax = 512

/** Text of a client in a message of ours: bounded, and unmistakably quoted. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}...` : text)
}
