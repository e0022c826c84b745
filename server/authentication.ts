import { createRemoteJWKSet, errors, type JWTVerifyGetKey, type JWTVerifyResult, jwtVerify } from 'jose'
import type { Authenticate } from './broadcast/token-renewal.ts'
import type { Config } from './config.ts'

/** Checks bearer tokens (JWT, RFC 7519). undefined: nobody needs one. */
export function createAuthentication(config: Config): Authenticate | undefined {
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
    const keys: JWTVerifyGetKey = createRemoteJWKSet(new URL(AUTH_JWKS_URL))
    return (token) => accepted(jwtVerify(token, keys, claims))
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
