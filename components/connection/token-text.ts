import { pageFormats } from '@/lib/market/page-formats.ts'

/** A JWT in its compact form (RFC 7519), and no longer than the server takes. */
const jwt = /^[\w-]+\.[\w-]+\.[\w-]*$/
const lengthMax = 8_192

/** What somebody pastes: a token, with what stood around it and broken into lines; undefined for what is none. */
export function readToken(pasted: string): string | undefined {
  const text = pasted.replace(/[\s"']/g, '')
  const token = text
    .replace(/^(Authorization:)?Bearer/i, '')
    .replace(/^.*token=/i, '')
    .replace(/[&#].*$/, '')
  return jwt.test(token) && token.length <= lengthMax ? token : undefined
}

/** Why the server lets this page in no more, as its viewer reads it. `wasLive`: it did before. */
export function describeRefusal(token: string | undefined, wasLive: boolean, nowMs: number): string {
  if (token === undefined) return 'This server asks for a token before it sends prices, and this page has none.'
  const expiredMs = expiryOf(token)
  if (expiredMs !== undefined && expiredMs <= nowMs) return `The token of this page expired: ${dateText(expiredMs)}.`
  if (wasLive) return 'The server accepts the token of this page no longer.'
  return 'The server does not accept the token of this page. It may be one for another server.'
}

/** Unix ms; undefined where it does not say. Nothing is trusted for it: the server has refused already. */
function expiryOf(token: string): number | undefined {
  try {
    const payload = (token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/')
    const claims: unknown = JSON.parse(atob(payload))
    const exp = typeof claims === 'object' && claims !== null && 'exp' in claims ? claims.exp : undefined
    return typeof exp === 'number' && Math.abs(exp) <= 8.64e12 ? exp * 1_000 : undefined
  } catch {
    // No JWT, or not one of ours.
    return undefined
  }
}

function dateText(timeMs: number): string {
  const { locale, hourCycle } = pageFormats()
  return new Date(timeMs).toLocaleString(locale, { dateStyle: 'medium', timeStyle: 'short', hourCycle })
}
