import { expect, test } from 'vitest'
import { settled } from '../../lib/stream/test-support/fake-environment.ts'
import { connectedClient } from '../../lib/stream/test-support/fake-server.ts'

const hourSeconds = 3_600
/** The longest pause between two attempts of a page that is seen (lib/stream/backoff.ts). */
const pauseMsMax = 20_000

test('a page whose server is dead for an hour tries on at a steady pace, keeps nothing of its attempts, and comes back by itself', async () => {
  const { environment, server, client, exchange } = await connectedClient()
  client.watchQuotes(['A'], 4)
  server.sendsStates = true
  await exchange()
  environment.paint()
  expect(client.quotes.get('A')?.status).toBe('live')
  environment.chance = 1
  const refuse = async (): Promise<void> => {
    for (const socket of environment.sockets.splice(0)) if (!socket.closed) socket.cut()
    for (const source of environment.eventSources.splice(0)) if (!source.closed) source.fail()
    for (const request of environment.fetches.splice(0)) request.fail()
    await settled()
  }

  environment.socket.cut()
  const timers: number[] = []
  let [attempts, before] = [0, 0]
  for (let second = 0; second < hourSeconds; second++) {
    environment.advance(1_000)
    await settled()
    await refuse()
    const { state, retryAtMs } = client.connection.get()
    expect(state).toBe('reconnecting')
    if (retryAtMs !== undefined && retryAtMs !== before) {
      expect(retryAtMs - environment.now()).toBeLessThanOrEqual(pauseMsMax)
      before = retryAtMs
      attempts += 1
    }
    timers.push(environment.timerCount)
  }
  // Each pause in full, which is the longest that chance allows.
  expect(attempts).toBeGreaterThan((hourSeconds * 1_000) / pauseMsMax - 20)
  expect(Math.max(...timers.slice(-600))).toBeLessThanOrEqual(Math.max(...timers.slice(0, 600)))
  expect(client.connection.get().errors).toEqual([])
  environment.paint()
  expect(client.quotes.get('A')?.status).toBe('stale')

  // It tries other ways, too: the server answers at the first socket.
  while (environment.sockets.length === 0) {
    await refuse()
    environment.advance(1_000)
    await settled()
  }
  server.accept(environment.socket)
  await exchange()
  environment.paint()
  expect(client.connection.get()).toMatchObject({ state: 'live', reconnects: 1 })
  expect(client.quotes.get('A')?.status).toBe('live')
  client.close()
})
