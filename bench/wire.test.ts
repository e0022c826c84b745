import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const runner = join(import.meta.dirname, 'run.ts')

function bench(...args: string[]) {
  return spawnSync(process.execPath, [runner, 'wire', ...args], { encoding: 'utf8' })
}

test('the recordings that ship keep within the budget of bytes: 1/15 of JSON, 1.3 times the entropy of the fields', () => {
  const { status, stdout, stderr } = bench()
  expect(stderr).toBe('')
  expect(status).toBe(0)
  const result = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as Record<string, number>
  expect(result.x_json).toBeGreaterThan(15)
  expect(result.x_json_quotes).toBeGreaterThan(15)
  expect(result.x_entropy).toBeLessThan(1.3)
}, 30_000)

test('a recording that is not there and a venue that is not known are named', () => {
  expect(bench('/nowhere.tsv.gz').stderr).toContain('/nowhere.tsv.gz')
  expect(bench('--map', 'nyse').stderr).toContain('Cannot map "nyse": expected one of binance, coinbase')
}, 30_000)
