import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '../..')
const run = promisify(execFile)
const summarize = (...args: string[]) =>
  run(process.execPath, [join(root, 'scripts/summarize.ts'), ...args], { maxBuffer: 2 ** 26 })
const fixture = (name: string) => join(root, 'tests/fixtures', name)

describe('summarize', () => {
  it.each([
    ['binance-spot-20240809-btc-eth-90s', 'binance'],
    ['coinbase-exchange-20260707-btc-eth', 'coinbase'],
    ['kraken-v2-20260707-btc-eth', 'kraken'],
  ])('equals the reference answers of %s digit for digit (P6)', async (name, venue) => {
    const expected = JSON.parse(await readFile(fixture(`${name}.expected.json`), 'utf8'))
    const { stdout, stderr } = await summarize(fixture(`${name}.tsv.gz`), '--venue', venue)
    const { symbols, books } = JSON.parse(stdout)
    expect({ symbols, books }).toEqual(expected)
    expect(stderr).toBe('')
  })

  it('names a file that it cannot read, and a venue that it does not know', async () => {
    await expect(summarize('/nowhere/at-all.tsv.gz')).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('at-all.tsv.gz'),
    })
    await expect(summarize('x.tsv.gz', '--venue', 'nasdaq')).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Usage'),
    })
  })
})
