import { SignJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import { createAuthentication } from './authentication.ts'
import { readConfig } from './config.ts'

const secret = 'a secret that is long enough to be one'
const nowSeconds = Math.floor(Date.now() / 1_000)

function authenticationOf(env: Record<string, string>) {
  const authenticate = createAuthentication(readConfig(env))
  if (authenticate === undefined) throw new Error('Nobody is asked for a token')
  return authenticate
}

async function token(claims: { exp?: number; iss?: string; aud?: string }, key = secret): Promise<string> {
  return await new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(new TextEncoder().encode(key))
}

describe('a token', () => {
  it('is asked of nobody unless a key is configured', () => {
    expect(createAuthentication(readConfig({}))).toBeUndefined()
  })

  it('is accepted until it expires', async () => {
    const exp = nowSeconds + 60
    expect(await authenticationOf({ AUTH_SECRET: secret })(await token({ exp }))).toEqual({ expiresAtMs: exp * 1_000 })
  })

  it.each([
    ['that has expired', token({ exp: nowSeconds - 60 })],
    ['without an expiry', token({})],
    ['signed by somebody else', token({ exp: nowSeconds + 60 }, 'another secret that is long enough')],
    ['of another issuer', token({ exp: nowSeconds + 60, iss: 'somebody' })],
    ['for another audience', token({ exp: nowSeconds + 60, iss: 'us', aud: 'orders' })],
    ['that is none', Promise.resolve('x.y.z')],
  ])('%s is not accepted', async (_, text) => {
    const authenticate = authenticationOf({ AUTH_SECRET: secret, AUTH_ISSUER: 'us', AUTH_AUDIENCE: 'prices' })
    expect(await authenticate(await text)).toBeUndefined()
  })

  it('cannot be checked while the issuer does not give its keys', async () => {
    const authenticate = authenticationOf({ AUTH_JWKS_URL: 'http://127.0.0.1:9/keys' })
    await expect(authenticate(await token({ exp: nowSeconds + 60 }))).rejects.toThrow()
  })
})
