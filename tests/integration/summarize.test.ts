import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { venues } from '../support/venue-under-test.ts'

const root = join(import.meta.dirname, '../..')
const run = promisify(execFile)
const summarize = (...args: string[]) =>
  run(process.execPath, [join(root, 'scripts/summarize.ts'), ...args], { maxBuffer: 2 ** 26 })
const fixture = (name: string) => join(root, 'tests/fixtures', name)

describe('summarize', () => {
  it.each(Object.entries(venues).map(([venue, { recording }]) => [recording, venue] as const))(
    'equals the reference answers of %s digit for digit (P6)',
    async (name, venue) => {
      const expected = JSON.parse(await readFile(fixture(`${name}.expected.json`), 'utf8'))
      const { stdout, stderr } = await summarize(fixture(`${name}.tsv.gz`), '--venue', venue)
      const { symbols, books } = JSON.parse(stdout)
      expect({ symbols, books }).toEqual(expected)
      expect(stderr).toBe('')
    },
  )

  it('gives what a recording holds that breaks off in the middle, and says where it does', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ticklane-summarize-'))
    try {
      const bytes = await readFile(fixture('kraken-v2-20260707-btc-eth.tsv.gz'))
      const broken = join(folder, 'broken.tsv.gz')
      await writeFile(broken, bytes.subarray(0, bytes.length >> 1))
      const failure = await summarize(broken, '--venue', 'kraken').catch((error: unknown) => error)
      expect(failure).toMatchObject({ code: 1, stderr: expect.stringMatching(/^Cannot read broken\.tsv\.gz beyond line \d+: /m) })
      const { messages, books } = JSON.parse((failure as { stdout: string }).stdout)
      expect(messages).toBeGreaterThan(100)
      expect(books['ETH/USD'].checksums_bad).toBe(0)
    } finally {
      await rm(folder, { recursive: true })
    }
  })

  it('knows every symbol of a venue, steps of any size, and numbers in any notation', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ticklane-summarize-'))
    const trade = (symbol: string, id: number, price: string, size: string) =>
      `${1_783_465_097_050_195_000n + BigInt(id)}\t0\t{"e":"trade","E":1783465097051,"s":"${symbol}","t":${id},"p":"${price}","q":"${size}","T":1783465097050,"m":true,"M":true}`
    const lines = [
      trade('币安人生USDT', 1, '0.12340000', '7'),
      trade('ETHUSD_261225', 2, '2.68201e3', '1'),
      trade('BTCIDR', 3, '12000000000.00', '0.00001000'),
      trade('NEWXYZ', 4, '1E-11', '6000000000000'),
    ]
    try {
      const path = join(folder, 'any.tsv')
      // As some recorders write it: CRLF, the last line without its end.
      await writeFile(path, lines.join('\r\n'))
      const { symbols } = JSON.parse((await summarize(path, '--venue', 'binance')).stdout)
      const seen = Object.entries<{ trades: { last: string; volume: string } }>(symbols).map(([symbol, { trades }]) => [
        ...[symbol, trades.last, trades.volume],
      ])
      expect(seen).toEqual([
        ['BTCIDR', '12000000000', '0.00001'],
        ['ETHUSD_261225', '2682.01', '1'],
        ['NEWXYZ', '0.00000000001', '6000000000000'],
        ['币安人生USDT', '0.1234', '7'],
      ])
    } finally {
      await rm(folder, { recursive: true })
    }
  })

  it('tells an empty side, a size of zero and a size that is not sent apart', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ticklane-summarize-'))
    const quote = (symbol: string, bid: string, bidSize: string, ask: string, askSize: string) =>
      `1783465097050195000\t0\t{"u":1,"s":"${symbol}","b":"${bid}","B":"${bidSize}","a":"${ask}","A":"${askSize}"}\r\n\r\n`
    const ticker = (more: string) =>
      `1783465097050195000\t0\t{"type":"ticker","product_id":"A-USD","best_bid":"1.50","best_ask":"2","time":"2026-07-07T22:58:17Z"${more}}\n`
    const snapshot = '1783465097050195000\t0\t{"type":"snapshot","product_id":"B-USD","bids":[["1","2"]],"asks":[]}\n'
    const answer = async (name: string, text: string, venue: string) => {
      await writeFile(join(folder, name), text)
      const { stdout, stderr } = await summarize(join(folder, name), '--venue', venue)
      return { ...JSON.parse(stdout), stderr }
    }
    try {
      const binance = await answer('binance.tsv', quote('AUSDT', '0.00', '0.00', '7.10', '3'), 'binance')
      expect(binance.symbols.AUSDT.quotes).toEqual({ count: 1, bid: '0', bid_size: '0', ask: '7.1', ask_size: '3' })
      expect(binance.stderr).toBe('')
      const without = await answer('without.tsv', ticker('') + snapshot, 'coinbase')
      expect(without.symbols['A-USD'].quotes).toEqual({ count: 1, bid: '1.5', bid_size: null, ask: '2', ask_size: null })
      expect(without.books).toEqual({ 'B-USD': {} })
      const sized = await answer('sized.tsv', ticker(',"best_bid_size":"0.00000000","best_ask_size":"3"'), 'coinbase')
      expect(sized.symbols['A-USD'].quotes).toMatchObject({ bid_size: '0', ask_size: '3' })
    } finally {
      await rm(folder, { recursive: true })
    }
  })

  it('names a file that it cannot read, and a venue that it does not know', async () => {
    await expect(summarize('/nowhere/at-all.tsv.gz')).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('at-all.tsv.gz'),
    })
    for (const wrong of [['--venue', 'nasdaq'], ['--venue'], ['--wat'], ['y.tsv.gz']]) {
      await expect(summarize('x.tsv.gz', ...wrong)).rejects.toMatchObject({
        code: 2,
        stderr: expect.stringMatching(/^(?!.*\n {4}at )[\s\S]*Usage/),
      })
    }
    await expect(summarize(fixture('kraken-v2-20260707-btc-eth.tsv.gz'), '--venue', 'coinbase')).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/messages is one of an instrument of coinbase$/m),
      stdout: '',
    })
  })
})
