import { createRemoteJWKSet, errors, type JWTVerifyGetKey, type JWTVerifyResult, jwtVerify } from 'jose'
import type { Authenticate } from './broadcast/token-renewal.ts'
import type { Config } from './config.ts'

/** The issuer's keys cannot be had, so that nobody new gets in. `url` without what may be secret in it. */
export interface KeysAway {
  readonly url: string
  readonly reason: string
}

/** Each handshake meets it anew. */
const keysAwayEveryMs = 60_000

/** Checks bearer tokens (JWT, RFC 7519). undefined: nobody needs one. `onKeysAway` is called once a minute at most. */
export function createAuthentication(
  config: Config,
  now: () => number,
  onKeysAway: (problem: KeysAway) => void,
): Authenticate | undefined {
  const { AUTH_SECRET, AUTH_JWKS_URL, AUTH_ISSUER, AUTH_AUDIENCE } = config
  const claims = {
    requiredClaims: ['exp'],
    ...(AUTH_ISSUER === undefined ? {} : { issuer: AUTH_ISSUER }),
    ...(AUTH_AUDIENCE === undefined ? {} : { audience: AUTH_AUDIENCE }),
  }
  if (AUTH_SECRET !== undefined) {
    const secret = new TextEncoder().encode(AUTH_SECRET)
    return (token) => accepted(jwtVerify(token, secret, { ...claims, algorithms: ['HS256', 'HS384', 'HS512'] }))
  }
  if (AUTH_JWKS_URL !== undefined) {
    const { origin, pathname, href } = new URL(AUTH_JWKS_URL)
    const keys: JWTVerifyGetKey = createRemoteJWKSet(new URL(href))
    let toldMs = Number.NEGATIVE_INFINITY
    return async (token) => {
      try {
        return await accepted(jwtVerify(token, keys, claims))
      } catch (error) {
        if (now() - toldMs >= keysAwayEveryMs) {
          toldMs = now()
          onKeysAway({ url: origin + pathname, reason: reasonOf(error) })
        }
        throw error
      }
    }
  }
  return undefined
}

/** Rejects when it could not be checked: the issuer's keys cannot be had. */
async function accepted(verified: Promise<JWTVerifyResult>): Promise<{ readonly expiresAtMs: number } | undefined> {
  try {
    const { exp } = (await verified).payload
    return exp === undefined ? undefined : { expiresAtMs: exp * 1_000 }
  } catch (error) {
    // The generic one: the issuer did not answer with its keys.
    const ours: readonly string[] = [errors.JWKSTimeout.code, errors.JWKSInvalid.code, errors.JOSEError.code]
    if (error instanceof errors.JOSEError && !ours.includes(error.code)) return undefined
    throw error
  }
}

/** `fetch failed` says nothing: what does is its cause, where an attempt at several addresses has a code only. */
function reasonOf(error: unknown): string {
  const texts: string[] = []
  for (let cause = error; cause instanceof Error && texts.length < 4; cause = cause.cause) {
    const code = 'code' in cause ? String(cause.code) : cause.name
    texts.push(cause.message === '' ? code : cause.message)
  }
  return texts.length === 0 ? String(error) : texts.join(': ')
}
