import { execFile, execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parseStep } from '../../lib/market/step.ts'
import { formatSteps } from '../../lib/market/steps.ts'
import type { InstrumentId } from '../../lib/market/units.ts'
import { findOrInstall } from '../support/debian-packages.ts'
import { ExampleClient, type ExampleSummary } from '../support/example-client.ts'
import { StreamHarness } from '../support/stream-harness.ts'

const examples = join(import.meta.dirname, '..', '..', 'examples')
const symbols = ['SIM:A-USD', 'SIM:B-USD']
const tick = parseStep('0.01')
const lot = parseStep('0.001')

let harness: StreamHarness
let ids: InstrumentId[]
let client: ExampleClient
let seed: number

beforeEach(async () => {
  seed = 11
  harness = await StreamHarness.start()
  ids = symbols.map((symbol) => harness.define(symbol))
  trade(20)
})

afterEach(async () => {
  // A script that is refused is none.
  client?.kill()
  await harness.stop()
})

function trade(count: number): void {
  const random = (below: number) => {
    seed = (seed * 48_271) % 2_147_483_647
    return seed % below
  }
  for (let done = 0; done < count; done++) {
    const id = ids[random(ids.length)] as InstrumentId
    harness.trade(id, 1_000 + random(500), 1 + random(9_000))
    harness.quote(id, 900 + random(90), 1 + random(50), 1_600 + random(90), 1 + random(50))
  }
}

/** What the market has, as a client would say it. */
function truth(): ExampleSummary['quotes'] {
  const { columns } = harness.market
  return Object.fromEntries(
    symbols.map((symbol, index) => {
      const id = ids[index] as InstrumentId
      const price = (ticks: number | undefined) => formatSteps(ticks ?? 0, tick)
      return [
        symbol,
        {
          last: price(columns.last[id]),
          bid: price(columns.bid[id]),
          ask: price(columns.ask[id]),
          totalTrades: columns.tradeCount[id] as number,
          totalVolume: formatSteps(columns.volumeLow[id] as number, lot),
        },
      ]
    }),
  )
}

/** The client has printed the latest state of both instruments. */
function hasLatest(): boolean {
  return symbols.every((symbol) => {
    const { last, bid, ask } = truth()[symbol] ?? {}
    return client.lines.findLast((line) => line.startsWith(symbol))?.endsWith(` ${last} bid ${bid} ask ${ask}`)
  })
}

const streamUrl = () => `${harness.url.replace('http', 'ws')}/stream`

async function watchesTheMarket(): Promise<void> {
  await client.until(hasLatest)
  for (let burst = 0; burst < 10; burst++) {
    trade(30)
    await client.until(hasLatest)
  }
  // State checks come every few seconds of the market's time.
  const untilMs = harness.clock.now() + 10_000
  await client.until(() => harness.clock.now() > untilMs)
  trade(5)
  await client.until(hasLatest)
  const summary = await client.interrupt()
  expect(summary.quotes).toEqual(truth())
  expect(summary.checksFailed).toBe(0)
  expect(summary.checksPassed).toBeGreaterThan(0)
  expect(summary.errors).toEqual([])
}

describe('the Node example', () => {
  const start = () => {
    client = new ExampleClient(harness, process.execPath, [
      join(examples, 'node/watch.js'),
      streamUrl(),
      symbols.join(','),
      '--rate',
      '10',
    ])
  }

  it('agrees with the market, by what it prints and by its hash', async () => {
    start()
    await watchesTheMarket()
  })

  it('comes back when its connection is cut and says how many trades it missed', async () => {
    start()
    await client.until(hasLatest)
    const before = truth()
    for (const session of harness.broadcaster.viewers.all()) session.transport.terminate()
    trade(40)
    await client.until(hasLatest)
    const summary = await client.interrupt()
    const missed = symbols.reduce((sum, symbol) => {
      return sum + (truth()[symbol]?.totalTrades ?? 0) - (before[symbol]?.totalTrades ?? 0)
    }, 0)
    expect(missed).toBe(40)
    expect(summary).toMatchObject({ missedTrades: 40, quotes: truth() })
  })
})

const goPath = '/usr/share/gocode'
const goBuild = findOrInstall('Go with gorilla/websocket', ['golang-go', 'golang-github-gorilla-websocket-dev'], buildGo)

afterAll(() => {
  if (goBuild !== undefined) rmSync(goBuild.directory, { recursive: true })
})

describe.skipIf(goBuild === undefined)('the Go example', () => {
  it('agrees with the market, by what it prints and by its hash', async () => {
    client = new ExampleClient(harness, goBuild?.program ?? '', [streamUrl(), symbols.join(','), '-rate', '10'])
    await watchesTheMarket()
  })
})

function buildGo(): { readonly directory: string; readonly program: string } | undefined {
  const directory = mkdtempSync(join(tmpdir(), 'ticklane-go-'))
  const program = join(directory, 'watch')
  // The module from the cache, or as Debian packages it; never from the network.
  const ways = [{ GOPROXY: 'off', GOFLAGS: '-mod=mod' }, ...(existsSync(goPath) ? [{ GO111MODULE: 'off', GOPATH: goPath }] : [])]
  for (const way of ways) {
    try {
      const options = { cwd: join(examples, 'go'), env: { ...process.env, ...way }, stdio: 'ignore' } as const
      execFileSync('go', ['build', '-o', program, '.'], options)
      return { directory, program }
    } catch {
      // The next way, or no Go here.
    }
  }
  rmSync(directory, { recursive: true })
  return undefined
}

function has(program: string): boolean {
  return spawnSync(program, ['--version']).status === 0
}

describe.skipIf(!has('curl'))('the curl examples', () => {
  const messages = () => client.lines.map((line) => JSON.parse(line) as { type: string; quotes?: { symbol: string }[] })

  it('watch by server-sent events', async () => {
    client = new ExampleClient(harness, join(examples, 'curl/watch.sh'), [harness.url, symbols.join(','), '10'])
    await client.until(
      () => messages().filter(({ type }) => type === 'tick').length >= 3,
      () => trade(1),
    )
    expect(
      messages()
        .map(({ type }) => type)
        .slice(0, 3),
    ).toEqual(['hello', 'subscribed', 'snapshot'])
    expect(messages()[2]?.quotes?.map(({ symbol }) => symbol)).toEqual(symbols)
  })

  it.each(['watch.sh', 'poll.sh'])('%s says why when it is refused, and fails', async (script) => {
    const refused = promisify(execFile)(join(examples, 'curl', script), [harness.url, 'SIM:NONE', '10'])
    await expect(refused).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('No instrument is known for') })
  })

  it('watch by long poll', async () => {
    client = new ExampleClient(harness, join(examples, 'curl/poll.sh'), [harness.url, symbols.join(','), '10', '4'])
    const answers = () => client.lines.map((line) => JSON.parse(line) as { cursor: number; messages: { type: string }[] })
    await client.until(
      () => client.lines.length === 4,
      () => trade(1),
    )
    expect(answers().map(({ cursor }) => cursor)).toEqual([1, 2, 3, 4])
    expect(answers()[0]?.messages.map(({ type }) => type)).toEqual(['hello', 'subscribed', 'snapshot'])
  })
})
