import { spawn, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findOrInstall } from '../support/debian-packages.ts'
import { type ServerProcess, startBareServer } from '../support/server-process.ts'

/** Where the `websockets` library is: Debian's package belongs to its own Python. */
const python = findOrInstall('the websockets library of Python', ['python3-websockets'], () =>
  ['python3', '/usr/bin/python3'].find((name) => spawnSync(name, ['-c', 'import websockets']).status === 0),
)

const directory = join(import.meta.dirname, '..', '..', 'examples', 'python')
const symbols = 'SIM:BTC-USD,SIM:ETH-USD'

interface Summary {
  readonly checksPassed: number
  readonly checksFailed: number
  readonly errors: readonly { readonly code: string }[]
  readonly quotes: Readonly<Record<string, { readonly totalTrades: number; readonly totalVolume: string }>>
}

describe.skipIf(python === undefined)('the Python client', () => {
  let server: ServerProcess
  beforeAll(async () => {
    server = await startBareServer({ FEED: 'sim', SIM_SYMBOLS: '20', LOG_LEVEL: 'warn' })
  }, 30_000)
  afterAll(async () => {
    await server.kill('SIGTERM')
  })

  test('keeps the state that the server proves to be right, from JSON messages and from binary frames', async () => {
    for (const summary of await Promise.all([runClient([]), runClient(['--binary'])])) {
      const { checksPassed, checksFailed, errors, quotes } = summary
      expect({ checksPassed, checksFailed, errors }).toEqual({ checksPassed: 1, checksFailed: 0, errors: [] })
      expect(Object.keys(quotes).sort()).toEqual(symbols.split(','))
      for (const { totalTrades, totalVolume } of Object.values(quotes)) {
        expect(totalTrades).toBeGreaterThan(0)
        expect(Number(totalVolume)).toBeGreaterThan(0)
      }
    }
  }, 30_000)

  async function runClient(options: readonly string[]): Promise<Summary> {
    const url = `${server.url.replace('http', 'ws')}/stream`
    const child = spawn(python ?? '', ['-B', 'client.py', url, symbols, '--rate', '10', '--checks', '1', ...options], {
      cwd: directory,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let output = ''
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString()
    })
    const code = await new Promise((resolve) => child.once('close', resolve))
    expect(code).toBe(0)
    return JSON.parse(output.trimEnd().split('\n').at(-1) ?? '') as Summary
  }
})
