import { hash } from 'node:crypto'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'

const gzipAsync = promisify(gzip)

/** Below it the headers of compression cost more than they save. */
const compressFromBytes = 1_400

export interface BodyOptions {
  /** `Cache-Control`. Answers that may be kept get a validator, and 304 where the client has the same already. */
  readonly cache: string
  readonly type?: string
}

/** A text as an answer: validator, 304, gzip (on the thread pool, so that large answers do not hold up the stream). */
export async function bodyResponse(request: Request, text: string, options: BodyOptions): Promise<Response> {
  const headers = new Headers({
    'content-type': options.type ?? 'application/json',
    'cache-control': options.cache,
    vary: 'Accept-Encoding',
  })
  if (options.cache !== 'no-store') {
    const tag = `W/"${hash('sha1', text, 'base64url')}"`
    headers.set('etag', tag)
    if (matches(request.headers.get('if-none-match'), tag)) return new Response(null, { status: 304, headers })
  }
  if (text.length < compressFromBytes || !acceptsGzip(request.headers.get('accept-encoding')))
    return new Response(text, { headers })
  headers.set('content-encoding', 'gzip')
  // Level 3: bars shrink to a fifth at a third of the default's time.
  return new Response(await gzipAsync(text, { level: 3 }), { headers })
}

function matches(given: string | null, tag: string): boolean {
  if (given === null) return false
  if (given.trim() === '*') return true
  const opaque = tag.slice(2)
  return given.split(',', 20).some((part) => part.trim().replace(/^W\//, '') === opaque)
}

function acceptsGzip(given: string | null): boolean {
  if (given === null) return false
  const entry = given
    .split(',', 20)
    .map((part) => part.trim().toLowerCase())
    .find((part) => part === 'gzip' || part.startsWith('gzip;'))
  return entry !== undefined && !/;\s*q=0(\.0*)?\s*$/.test(entry)
}
