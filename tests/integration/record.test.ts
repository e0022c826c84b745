import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { access, mkdtemp, readFile, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocketServer } from 'ws'
import { LoopbackVenue } from '../loopback-venue/loopback-venue.ts'
import { alpacaLines } from '../support/us-recording.ts'

const root = join(import.meta.dirname, '../..')
const run = promisify(execFile)
const record = (args: readonly string[], variables: Record<string, string> = {}) =>
  run(process.execPath, [join(root, 'scripts/record.ts'), ...args], { env: { ...process.env, ...variables } })

let folder: string
let server: WebSocketServer | undefined
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ticklane-record-'))
})
afterEach(async () => {
  for (const client of server?.clients ?? []) client.terminate()
  server?.close()
  await rm(folder, { recursive: true })
})

describe('record', () => {
  it('writes what any WebSocket says into the container format', async () => {
    server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
    await once(server, 'listening')
    server.on('connection', (socket) =>
      socket.on('message', (text) => {
        socket.send(`{"asked":${String(text)}}`)
        if (String(text) === '{"b":2}') socket.close(4000, 'enough')
      }),
    )
    const file = join(folder, 'unknown.tsv.gz')
    const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`
    const send = ['--send', '{"a":1}', '--send', '{"b":2}']
    const recorder = spawn(process.execPath, [join(root, 'scripts/record.ts'), url, file, ...send], { stdio: 'pipe' })
    const [told] = await once(recorder.stderr, 'data')
    expect(String(told)).toContain('closed by the venue with code 4000: enough')
    recorder.kill('SIGINT')
    const [said] = await once(recorder.stdout, 'data')
    expect(String(said)).toContain('2 messages in')
    const lines = gunzipSync(await readFile(file)).toString()
    expect(lines).toMatch(/^\d{19}\t0\t{"asked":{"a":1}}\n\d{19}\t0\t{"asked":{"b":2}}\n$/)
  })

  it('ends when the venue refuses the key: nothing would ever come', async () => {
    const venue = await LoopbackVenue.startWith('alpaca', alpacaLines(7))
    try {
      const access = { ALPACA_WS_URL: `${venue.wsUrl}/v2/iex`, ALPACA_REST_URL: venue.restUrl }
      await expect(
        record(['alpaca', join(folder, 'us.tsv.gz')], { ...access, ALPACA_KEY: 'k', ALPACA_SECRET: 's' }),
      ).rejects.toMatchObject({
        code: 1,
        stderr: expect.stringContaining('402: auth failed; check ALPACA_KEY, ALPACA_SECRET and ALPACA_WS_URL'),
      })
    } finally {
      await venue.stop()
    }
  })

  it.each([[['--help']], [['sim', 'a.tsv.gz', '--second', '4']], [['sim']], [['sim', 'a.tsv.gz', '4']]])(
    'answers %o with how it is used, not with where it failed',
    async (args) => {
      await expect(record(args)).rejects.toMatchObject({
        code: 2,
        stderr: expect.stringContaining('Usage: npm run record -- <sim|'),
      })
      await expect(record(args)).rejects.toMatchObject({ stderr: expect.not.stringMatching(/\n\s+at /) })
    },
  )

  it.each([
    ['a setting that cannot be used', 'kraken', { KRAKEN_WS_URL: 'http://x' }, 'KRAKEN_WS_URL="http://x": expected a URL'],
    ['a key that is missing', 'alpaca', { ALPACA_KEY: 'k', ALPACA_SECRET: '' }, 'ALPACA_SECRET is not set'],
  ])('names %s, and leaves no file in the way of the next attempt', async (_what, venue, variables, sentence) => {
    const file = join(folder, 'never.tsv.gz')
    await expect(record([venue, file], variables)).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining(sentence) })
    await expect(record([venue, file], variables)).rejects.toMatchObject({ stderr: expect.not.stringMatching(/\n\s+at /) })
    await expect(access(file)).rejects.toMatchObject({ code: 'ENOENT' })
  })
})
