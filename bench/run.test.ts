import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, it } from 'vitest'

function bench(...args: string[]) {
  return spawnSync(process.execPath, [join(import.meta.dirname, 'run.ts'), ...args], { encoding: 'utf8' })
}

it('says what a benchmark measures and its arguments, without running it', () => {
  const { status, stdout } = bench('transports', '--help')
  expect(status).toBe(0)
  expect(stdout).toMatch(/^The same stream over the four transports/)
  expect(stdout).toMatch(/\n {2}npm run bench -- transports \[--viewers 100\] \[--seconds 60\]\n$/)
})

it('names the benchmarks that there are when it does not know the one asked for', () => {
  const { status, stderr } = bench('nothing')
  expect(status).toBe(1)
  expect(stderr).toMatch(/^Cannot run benchmark "nothing": expected one of browser, .*, wire; npm run bench -- <name> --help/)
})
