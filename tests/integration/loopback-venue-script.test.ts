import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { alpacaLines, finnhubLines } from '../support/us-recording.ts'

const script = join(import.meta.dirname, '../../scripts/loopback-venue.ts')

async function said(venue: string, lines: readonly string[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ticklane-loopback-'))
  const file = join(folder, 'recording.tsv.gz')
  await writeFile(file, gzipSync(lines.join('\n')))
  const started = spawn(process.execPath, [script, venue, file], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = await once(started.stdout, 'data')
  started.kill()
  await once(started, 'exit')
  await rm(folder, { recursive: true })
  return String(line)
    .trimEnd()
    .replaceAll(/\d{2,}/g, 'PORT')
}

it('a venue on loopback names the variables that point a server at it, keys included, and none that nothing reads', async () => {
  expect(await said('finnhub', finnhubLines(1, 1_000))).toBe("FINNHUB_WS_URL=ws://PORT.0.0.1:PORT FINNHUB_TOKEN='a token'")
  expect(await said('alpaca', alpacaLines(1, 1_000))).toBe(
    "ALPACA_WS_URL=ws://PORT.0.0.1:PORT ALPACA_REST_URL=http://PORT.0.0.1:PORT ALPACA_KEY='a key' ALPACA_SECRET='its secret'",
  )
})

it.each([
  [['binance', 'nowhere.tsv.gz'], /^Cannot play nowhere\.tsv\.gz: ENOENT.*\n$/],
  [['binance', 'nowhere.tsv.gz', 'fast'], /^Usage: /],
  [['nasdaq', 'nowhere.tsv.gz'], /^Usage: /],
])('asked for %o it says what is wrong in a line', (args, sentence) => {
  expect(spawnSync(process.execPath, [script, ...args], { encoding: 'utf8' }).stderr).toMatch(sentence)
})
