import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SignJWT } from 'jose'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { createAuthentication, type KeysAway } from './authentication.ts'
import { readConfig } from './config.ts'

const secret = 'a secret that is long enough to be one'
const nowSeconds = Math.floor(Date.now() / 1_000)

let nowMs: number
let told: KeysAway[]
beforeEach(() => {
  nowMs = 0
  told = []
})

function authenticationOf(env: Record<string, string>) {
  const authenticate = createAuthentication(
    readConfig(env),
    () => nowMs,
    (problem) => told.push(problem),
  )
  if (authenticate === undefined) throw new Error('Nobody is asked for a token')
  return authenticate
}

async function token(claims: { exp?: number; iss?: string; aud?: string }, key = secret): Promise<string> {
  return await new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(new TextEncoder().encode(key))
}

describe('a token', () => {
  it('is asked of nobody unless a key is configured', () => {
    expect(createAuthentication(readConfig({}), Date.now, () => undefined)).toBeUndefined()
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

  it('that cannot be checked is said, with where the keys should be and why they are not, once a minute', async () => {
    const issuer = createServer((_, response) => response.writeHead(500, { connection: 'close' }).end()).listen(0, '127.0.0.1')
    onTestFinished(() => void issuer.close())
    await once(issuer, 'listening')
    const { port } = issuer.address() as AddressInfo
    const authenticate = authenticationOf({ AUTH_JWKS_URL: `http://127.0.0.1:${port}/keys?key=secret` })
    const good = await token({ exp: nowSeconds + 60 })
    const ask = async () => await expect(authenticate(good)).rejects.toThrow()
    await ask()
    await ask()
    const url = `http://127.0.0.1:${port}/keys`
    expect(told).toEqual([{ url, reason: expect.stringContaining('Expected 200 OK') }])
    nowMs += 59_999
    await ask()
    expect(told).toHaveLength(1)
    nowMs += 1
    issuer.close()
    await once(issuer, 'close')
    await ask()
    expect(told[1]).toEqual({ url, reason: expect.stringContaining('ECONNREFUSED') })
    // A token that is none says nothing of the keys.
    nowMs += 60_000
    expect(await authenticate('x.y.z')).toBeUndefined()
    expect(told).toHaveLength(2)
  })
})
