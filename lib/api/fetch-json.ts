import type { Problem } from '../protocol/rest.ts'

/** The server said no, or said nothing usable. `message` is for a person. */
export class ApiError extends Error {
  /** Of the server's problem, else `unreachable` or `unreadable`. */
  readonly code: string
  /** HTTP status; 0 when no answer came. */
  readonly status: number
  constructor(code: string, status: number, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'ApiError'
    this.code = code
    this.status = status
  }
}

/** GETs JSON from our own server. `read` checks the shape and throws TypeError. Rejects with ApiError. */
export async function fetchJson<T>(path: string, read: (body: unknown) => T, signal?: AbortSignal): Promise<T> {
  let response: Response
  try {
    response = await fetch(path, { headers: { accept: 'application/json' }, ...(signal === undefined ? {} : { signal }) })
  } catch (error) {
    throw new ApiError('unreachable', 0, 'The server cannot be reached.', { cause: error })
  }
  let body: unknown
  try {
    body = await response.json()
  } catch (error) {
    throw new ApiError('unreadable', response.status, `The server answered ${response.status} with something that is not JSON.`, {
      cause: error,
    })
  }
  if (!response.ok) {
    const problem = isRecord(body) ? (body as Partial<Problem>) : {}
    throw new ApiError(
      problem.code ?? 'unreadable',
      response.status,
      problem.detail ?? problem.title ?? `The server answered ${response.status}.`,
    )
  }
  try {
    return read(body)
  } catch (error) {
    throw new ApiError('unreadable', response.status, `The server's answer to ${path} has an unexpected shape.`, { cause: error })
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
