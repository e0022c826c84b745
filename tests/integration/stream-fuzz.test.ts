import { once } from 'node:events'
import { createConnection } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Session } from '../../server/broadcast/session.ts'
import type { Transport } from '../../server/broadcast/transport.ts'
import { StreamHarness } from '../support/stream-harness.ts'

let harness: StreamHarness
let random: (below: number) => number

beforeEach(async () => {
  harness = await StreamHarness.start({
    invalidMessagesMax: 1e9,
    messagesPerSecondMax: 1e9,
    subscriptionsMax: 20,
    symbolsMax: 50,
  })
  for (let index = 0; index < 30; index++) harness.define(`SIM:S${index}-USD`)
  let seed = 4_711
  random = (below) => {
    seed = (seed * 48_271) % 2_147_483_647
    return seed % below
  }
})

afterEach(async () => {
  await harness.stop()
})

const words = [
  'subscribe',
  'unsubscribe',
  'rate',
  'ack',
  'ping',
  'auth',
  'resume',
  'quotes',
  'trades',
  'bars',
  'book',
  '1m',
  'SIM:S1-USD',
  '',
  '\u0000',
  '__proto__',
]
const keys = [
  'type',
  'id',
  'channel',
  'symbols',
  'rate',
  'interval',
  'limit',
  'fromMs',
  'subscription',
  'sequences',
  'mismatched',
  'epoch',
  'seen',
  'token',
  '__proto__',
  'constructor',
]
const numbers = [0, -1, 0.5, 1, 2, 4, 10, 60, 1e9, -0.1, 2 ** 53, 1e308]

function randomValue(depth: number): unknown {
  switch (random(depth > 3 ? 4 : 7)) {
    case 0:
      return words[random(words.length)]
    case 1:
      return numbers[random(numbers.length)]
    case 2:
      return [null, true, false][random(3)]
    case 3:
      return `SIM:S${random(40)}-USD`
    case 4:
      return Array.from({ length: random(5) }, () => randomValue(depth + 1))
    case 5:
      return Array.from({ length: 1 + random(8) }, () => `SIM:S${random(40)}-USD`)
    default:
      return Object.fromEntries(Array.from({ length: random(6) }, () => [keys[random(keys.length)], randomValue(depth + 1)]))
  }
}

const symbolList = () => Array.from({ length: 1 + random(5) }, () => `SIM:S${random(32)}-USD`)
const rate = () => [0.5, 1, 2, 4, 10, 20, 60][random(7)]

/** What a client may send, though not always when it may. */
function validMessage(): Record<string, unknown> {
  const subscription = 1 + random(20)
  switch (random(8)) {
    case 0:
      return { type: 'subscribe', symbols: symbolList(), rate: rate() }
    case 1:
      return { type: 'subscribe', symbols: symbolList(), subscription }
    case 2:
      return { type: 'subscribe', channel: 'trades', symbols: symbolList(), rate: rate() }
    case 3:
      return { type: 'subscribe', channel: 'bars', interval: '1m', symbols: [`SIM:S${random(30)}-USD`], rate: rate() }
    case 4:
      return { type: 'unsubscribe', subscription, ...(random(2) === 0 ? { symbols: symbolList() } : {}) }
    case 5:
      return { type: 'rate', subscription, rate: rate() }
    case 6:
      return { type: 'ack', sequences: { [String(rate())]: random(40) }, mismatched: [rate()] }
    default:
      return { type: 'resume', epoch: random(2) === 0 ? 'test-epoch' : 'x', seen: { 'SIM:S1-USD': [random(9), '0.5'] } }
  }
}

/** Half of them valid, the others a change of one away from it, or noise. */
function randomMessage(): string {
  if (random(20) === 0) return Array.from({ length: random(60) }, () => String.fromCharCode(random(300))).join('')
  const message = validMessage()
  if (random(2) === 0) message[keys[random(keys.length)] as string] = randomValue(0)
  const text = JSON.stringify(message)
  return random(20) === 0 ? text.slice(0, random(text.length)) : text
}

describe('garbage', () => {
  it('of 100,000 messages changes nothing for anybody else and leaves nothing behind', async () => {
    const bystander = await harness.connect('binary')
    const symbols = ['SIM:S1-USD', 'SIM:S2-USD']
    await bystander.request({ type: 'subscribe', symbols, rate: 10 }, 'subscribed')
    await bystander.settled()
    const open = (kind: 'binary' | 'json') => {
      const transport: Transport = {
        kind: 'websocket',
        encoding: kind,
        bufferedBytes: 0,
        write: () => 0,
        ping: () => undefined,
        close: () => undefined,
        terminate: () => undefined,
      }
      const session = new Session(transport, 'fuzz', harness.clock.now())
      harness.broadcaster.open(session)
      return session
    }
    const sessions = [open('binary'), open('json'), open('binary')]
    const ids = [...harness.market.instruments.all()].map((instrument) => instrument.id)
    let trades = 0
    for (let count = 0; count < 100_000; count++) {
      const place = random(3)
      if (sessions[place]?.closed === true || random(2_000) === 0) {
        harness.broadcaster.gone(sessions[place] as Session)
        sessions[place] = open(place === 1 ? 'json' : 'binary')
      }
      harness.broadcaster.receive(sessions[place] as Session, randomMessage())
      if (count % 50 === 0) {
        for (const id of ids) harness.trade(id, 100 + random(50), 1 + random(9))
        trades += 1
        harness.clock.advance(random(120))
      }
      if (count % 5_000 === 0) {
        await bystander.settled()
        bystander.acknowledge()
      }
    }
    for (const session of sessions) harness.broadcaster.gone(session)
    harness.clock.advance(5_000)
    await bystander.settled()
    // It may have been paused meanwhile: it acknowledges once in several seconds.
    bystander.acknowledge()
    await bystander.settled()
    for (const symbol of symbols) expect(bystander.total(symbol).trades).toBe(trades)
    expect([bystander.lost, bystander.checksFailed]).toEqual([[], 0])
    expect(harness.broadcaster.viewers.count).toBe(1)
    expect(harness.broadcaster.cohortCount).toBe(1)
    expect(harness.broadcaster.counters.invalidMessages).toBeGreaterThan(10_000)
    expect(harness.broadcaster.counters.snapshots).toBeGreaterThan(1_000)
  }, 120_000)

  it('nested deeper than a stack is answered in brief', async () => {
    const viewer = await harness.connect('json')
    const arrays = '['.repeat(8_000) + ']'.repeat(8_000)
    const objects = `${'{"a":'.repeat(2_500)}1${'}'.repeat(2_500)}`
    const texts = [arrays, objects].flatMap((deep) => [
      deep,
      `{"type":${deep}}`,
      `{"type":"subscribe","symbols":${deep}}`,
      `{"type":"subscribe","symbols":["SIM:S1-USD"],"rate":${deep}}`,
      `{"type":"subscribe","symbols":["SIM:S1-USD"],"channel":${deep}}`,
      `{"type":"rate","subscription":${deep},"rate":1}`,
      `{"type":"ping","id":${deep}}`,
      `{"type":"ack","sequences":${deep}}`,
      `{"type":"resume","epoch":"x","seen":${deep}}`,
    ])
    for (const text of texts) viewer.socket.send(text)
    await viewer.settled()
    const errors = viewer.of('error')
    expect(errors.length).toBeGreaterThanOrEqual(texts.length - 2)
    for (const error of errors) expect(error.message.length).toBeLessThan(300)
    expect(errors.map((error) => error.message)).toContain(
      'Cannot grant rate [[[[[...]]]]]: expected a number of at least 0.5 (Hz)',
    )
    expect(harness.broadcaster.counters.faults).toBe(0)
    expect(viewer.closeCode).toBeUndefined()
  })

  it('of bytes on the socket ends that connection alone', async () => {
    const bystander = await harness.connect('json')
    const port = Number(new URL(harness.url).port)
    for (let count = 0; count < 300; count++) {
      const socket = createConnection({ port, host: '127.0.0.1' })
      socket.on('error', () => undefined)
      await once(socket, 'connect')
      const bytes = Buffer.from(Array.from({ length: 1 + random(400) }, () => random(256)))
      if (count % 3 === 0) socket.write(bytes)
      else {
        socket.write(
          'GET /stream HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
            `Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n`,
        )
        await once(socket, 'data')
        socket.write(bytes)
      }
      socket.end()
    }
    await bystander.settled()
    expect(bystander.closeCode).toBeUndefined()
  }, 60_000)
})
