import { SignJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import { createAuthentication } from './authentication.ts'
import { readConfig } from './config.ts'

const secret = 'a secret of thirty-two characters'
const authenticate = createAuthentication(readConfig({ AUTH_SECRET: secret, AUTH_AUDIENCE: 'prices' }))
const expiresAt = Math.floor(Date.now() / 1000) + 600

async function token(key: string, audience: string, expires: number | undefined): Promise<string> {
  const unsigned = new SignJWT({}).setProtectedHeader({ alg: 'HS256' }).setAudience(audience)
  if (expires !== undefined) unsigned.setExpirationTime(expires)
  return await unsigned.sign(new TextEncoder().encode(key))
}

describe('createAuthentication', () => {
  it('asks nobody for a token unless a key is configured', () => {
    expect(createAuthentication(readConfig({}))).toBeUndefined()
  })

  it('accepts a token signed with the secret, until it expires', async () => {
    expect(await authenticate?.(await token(secret, 'prices', expiresAt))).toEqual({ expiresAtMs: expiresAt * 1000 })
  })

  it('rejects a token of another key, another audience, an expired one, one that never expires and what is no token', async () => {
    const bad = [
      await token('another secret of thirty-two chars', 'prices', expiresAt),
      await token(secret, 'orders', expiresAt),
      await token(secret, 'prices', expiresAt - 10_000),
      await token(secret, 'prices', undefined),
      'no token',
    ]
    for (const text of bad) await expect(authenticate?.(text)).rejects.toThrow()
  })
})
