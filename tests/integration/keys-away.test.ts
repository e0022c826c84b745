import { SignJWT } from 'jose'
import { expect, it, onTestFinished } from 'vitest'
import { startBareServer } from '../support/server-process.ts'

it('a server that cannot have the keys of its issuer says so in its log, and to who shows a token that it may be good', async () => {
  const server = await startBareServer({ FEED: 'sim', SIM_SYMBOLS: '3', AUTH_JWKS_URL: 'http://127.0.0.1:9/keys' })
  onTestFinished(() => server.kill('SIGKILL'))
  const key = new TextEncoder().encode('a secret that is long enough to be one')
  const token = await new SignJWT({}).setProtectedHeader({ alg: 'HS256' }).setExpirationTime('1h').sign(key)
  const ask = async () => await fetch(`${server.url}/api/poll?symbols=SIM:BTC-USD&token=${token}`)
  for (let time = 0; time < 3; time++) expect(await (await ask()).json()).toMatchObject({ code: 'token_not_checked' })
  const said = () =>
    server
      .output()
      .split('\n')
      .filter((line) => line.includes('tokens cannot be checked'))
  await expect.poll(said).toHaveLength(1)
  expect(JSON.parse(said()[0] ?? '')).toMatchObject({ level: 40, url: 'http://127.0.0.1:9/keys', reason: expect.any(String) })
  expect(server.output()).not.toContain(token)
})
