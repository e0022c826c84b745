import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { goldenText } from '../support/golden-frames.ts'

const root = join(import.meta.dirname, '..', '..')
const fixture = join(root, 'tests', 'fixtures', 'golden-frames.json')
const decoder = join(root, 'examples', 'python', 'binary_decoder.py')
const hasPython = spawnSync('python3', ['--version']).status === 0

test('every kind of frame has the bytes that version 1 of the protocol has always had', () => {
  expect(`${goldenText()}\n`).toBe(readFileSync(fixture, 'utf8'))
})

test.skipIf(!hasPython)('the Python decoder, written from SPEC.md, makes of the golden frames what ours does', () => {
  const { status, stdout, stderr } = spawnSync('python3', ['-B', decoder, fixture], { encoding: 'utf8' })
  expect(stderr).toBe('')
  expect(stdout).toMatch(/^\d+ steps agree\n$/)
  expect(status).toBe(0)
})

test.skipIf(!hasPython)('the Python decoder sees a wrong state', () => {
  const wrong = readFileSync(fixture, 'utf8').replace(
    '"event":"check","content":[null,true]',
    '"event":"check","content":[null,false]',
  )
  expect(wrong).not.toBe(readFileSync(fixture, 'utf8'))
  const directory = mkdtempSync(join(tmpdir(), 'ticklane-golden-'))
  const path = join(directory, 'wrong.json')
  writeFileSync(path, wrong)
  const { status, stderr } = spawnSync('python3', ['-B', decoder, path], { encoding: 'utf8' })
  rmSync(directory, { recursive: true })
  expect(stderr).toContain('expected')
  expect(status).toBe(1)
})
