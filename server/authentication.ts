import { createRemoteJWKSet, type JWTVerifyGetKey, jwtVerify } from 'jose'
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
    return async (token) => accepted(await jwtVerify(token, secret, { ...claims, algorithms: ['HS256', 'HS384', 'HS512'] }))
  }
  if (AUTH_JWKS_URL !== undefined) {
    const keys: JWTVerifyGetKey = createRemoteJWKSet(new URL(AUTH_JWKS_URL))
    return async (token) => accepted(await jwtVerify(token, keys, claims))
  }
  return undefined
}

function accepted({ payload }: { payload: { exp?: number } }): { readonly expiresAtMs: number } | undefined {
  return payload.exp === undefined ? undefined : { expiresAtMs: payload.exp * 1_000 }
}
