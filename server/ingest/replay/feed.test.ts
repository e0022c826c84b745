import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { FeedState } from '../../../lib/market/feed.ts'
import type { Problem } from '../problems.ts'
import { ManualClock } from '../test-support/manual-clock.ts'
import { RecordingSink } from '../test-support/recording-sink.ts'
import { quoteAnswer, tradeAnswer } from '../test-support/reference.ts'
import { createReplayFeed } from './feed.ts'

const fixtures = join(import.meta.dirname, '../../../tests/fixtures')
const recording = join(fixtures, 'binance-spot-20240809-btc-eth-90s.tsv.gz')
let folder: string
let lines: string[]

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ticklane-replay-'))
  lines = gunzipSync(await readFile(recording))
    .toString()
    .split('\n')
})
afterAll(() => rm(folder, { recursive: true }))

async function write(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, content)
  return path
}

/** Plays to the end and returns everything that came out. */
async function play(file: string, speed = Number.POSITIVE_INFINITY, clock = new ManualClock()) {
  const sink = new RecordingSink()
  const states: FeedState[] = []
  const problems: Problem[] = []
  let ended = (): void => undefined
  const end = new Promise<void>((resolve) => {
    ended = resolve
  })
  const onState = (state: FeedState) => {
    states.push(state)
    if (state.state === 'finished' || state.state === 'failed') ended()
  }
  const feed = await createReplayFeed({ file, speed, clock, onState, onProblem: (problem) => problems.push(problem) })
  await feed.start(sink)
  return { sink, states, problems, feed, end, clock }
}

describe('replay', () => {
  it('gives the trades and quotes of the reference answers, in steps that need no refinement', async () => {
    const expected = JSON.parse(await readFile(join(fixtures, 'binance-spot-20240809-btc-eth-90s.expected.json'), 'utf8'))
    const { sink, states, feed, end } = await play(recording)
    await end
    expect(feed).toMatchObject({ name: 'replay:binance-spot-20240809-btc-eth-90s.tsv.gz', venue: 'BINANCE', origin: 'replay' })
    for (const [symbol, venueSymbol] of [
      ['BINANCE:BTC-USDT', 'BTCUSDT'],
      ['BINANCE:ETH-USDT', 'ETHUSDT'],
    ] as const) {
      expect(tradeAnswer(sink, symbol)).toEqual(expected.symbols[venueSymbol].trades)
      expect(quoteAnswer(sink, symbol)).toEqual(expected.symbols[venueSymbol].quotes)
    }
    expect(sink.refinements).toBe(0)
    expect(sink.definitions.map(({ symbol, tickSize, lotSize, origin }) => [symbol, tickSize, lotSize, origin])).toEqual([
      ['BINANCE:BTC-USDT', '0.01', '0.00001', 'replay'],
      ['BINANCE:ETH-USDT', '0.01', '0.0001', 'replay'],
    ])
    expect(states.map(({ state }) => state)).toEqual(['connecting', 'connected', 'finished'])
    expect(sink.statuses).toEqual([
      { symbol: 'BINANCE:BTC-USDT', status: 'closed', reason: 'the recording has ended' },
      { symbol: 'BINANCE:ETH-USDT', status: 'closed', reason: 'the recording has ended' },
    ])
  })

  it('keeps to the recorded times, divided by the speed, and stamps what it received with its own clock', async () => {
    const trade = (id: number) => `{"e":"trade","E":1,"s":"BTCUSDT","t":${id},"p":"1","q":"1","T":170000000000${id},"m":true}`
    const file = await write(
      'paced.tsv',
      `1000000000\t0\t${trade(1)}\n3000000000\t0\t${trade(2)}\n2500000000\t0\t${trade(3)}\n7000000000\t0\t${trade(4)}\n`,
    )
    const clock = new ManualClock(50_000)
    const { sink, end } = await play(file, 2, clock)
    const received = () => sink.trades.map(({ tradeId, receivedTimeMs }) => [tradeId, receivedTimeMs])
    const settle = () => new Promise<void>((resolve) => setImmediate(resolve))
    const advanceWhenWaiting = async (byMs: number) => {
      while (clock.waiting === 0) await settle()
      clock.advance(byMs)
      await settle()
    }
    await advanceWhenWaiting(999)
    expect(received()).toEqual([[1, 50_000]])
    await advanceWhenWaiting(1)
    expect(received()).toEqual([
      [1, 50_000],
      [2, 51_000],
      [3, 51_000],
    ])
    await advanceWhenWaiting(2_000)
    await end
    expect(received().at(-1)).toEqual([4, 53_000])
    expect(sink.trades.map(({ venueTimeMs }) => venueTimeMs)).toEqual([
      1700000000001, 1700000000002, 1700000000003, 1700000000004,
    ])
  })

  it('stops at once in the middle, without calling its instruments closed', async () => {
    const { sink, feed } = await play(recording, 1)
    await feed.stop()
    expect(sink.statuses).toEqual([])
  })

  it('plays what a truncated file still holds, then fails by name and line', async () => {
    const bytes = await readFile(recording)
    const { sink, states, end } = await play(await write('cut.tsv.gz', bytes.subarray(0, bytes.length >> 1)))
    await end
    expect(sink.trades.length).toBeGreaterThan(100)
    expect(states.at(-1)).toMatchObject({
      state: 'failed',
      reason: expect.stringMatching(/^Cannot read cut\.tsv\.gz beyond line \d+: /),
    })
    expect(sink.statuses[0]).toMatchObject({ status: 'closed' })
  })

  it('skips lines that are damaged and says which', async () => {
    const damaged = [lines[0], 'no tabs here', `${'9'.repeat(3)}x\t0\t{}`, '1723161600164378285\t0\t{"half":', lines[1], ''].join(
      '\r\n',
    )
    const { problems, states, end } = await play(await write('damaged.tsv.gz', gzipSync(damaged)))
    await end
    expect(problems.map(({ kind, message }) => [kind, message])).toEqual([
      ['bad_line', expect.stringContaining('Cannot read line 2 of damaged.tsv.gz: no tabs here')],
      ['malformed_json', expect.stringContaining('{"half":')],
    ])
    expect(states.at(-1)?.state).toBe('finished')
  })

  it.each([
    [
      'a file that is missing',
      () => Promise.resolve(join(folder, 'absent.tsv.gz')),
      'recording_unreadable',
      /Cannot open .*absent/,
    ],
    ['an empty file', () => write('empty.tsv.gz', ''), 'recording_unreadable', /the file is empty/],
    ['a text of something else', () => write('notes.txt', 'hello\nworld\n'), 'recording_unreadable', /no line of the form/],
    [
      'messages of no known venue',
      () => write('unknown.tsv', '1\t0\t{"hello":1}\n'),
      'recording_unknown_venue',
      /no venue that is known/,
    ],
  ])('refuses %s with a clear error', async (_name, path, code, message) => {
    const options = { speed: 1, clock: new ManualClock(), onState: () => undefined, onProblem: () => undefined }
    await expect(createReplayFeed({ file: await path(), ...options })).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    })
  })

  it('refuses a recording without a single instrument', async () => {
    const file = await write('answers.tsv', '1\t0\t{"stream":"x","data":{"result":null,"id":1}}\n')
    await expect(play(file)).rejects.toMatchObject({ code: 'recording_empty' })
  })

  it('plays two files as one by time', async () => {
    const half = lines.length >> 1
    const odd = await write(
      'odd.tsv',
      lines
        .filter((_, index) => index % 2 === 1)
        .slice(0, half)
        .join('\n'),
    )
    const even = await write('even.tsv', lines.filter((_, index) => index % 2 === 0).join('\n'))
    const { sink, end } = await play(`${odd}+${even}`)
    const whole = await play(recording)
    await Promise.all([end, whole.end])
    expect(sink.trades.map(({ tradeId }) => tradeId)).toEqual(whole.sink.trades.map(({ tradeId }) => tradeId))
  })
})
