import { describe, expect, it, onTestFinished } from 'vitest'
import { plantedBugs } from './planted-bugs.ts'
import { plantedPageBugs } from './planted-page-bugs.ts'
import type { Stages } from './simulated-server.ts'
import { runSimulation } from './simulation.ts'

describe('the real engine and the real client in a simulated world', () => {
  it.each([1, 2, 3, 4])(
    'keep every promise with seed %d',
    async (seed) => {
      const result = await runSimulation(seed, 700)
      expect(result.violations).toEqual([])
      expect(result.settles).toBeGreaterThan(1)
    },
    30_000,
  )

  it('do the same again with the same seed', async () => {
    const lines: string[][] = [[], []]
    for (const trace of lines) await runSimulation(77, 150, undefined, (text) => trace.push(text))
    expect(lines[0]?.length).toBeGreaterThan(200)
    expect(lines[1]).toEqual(lines[0])
  }, 30_000)
})

/** Promises that are broken with one of the first seeds. */
async function brokenPromises(promise: string, stages?: Stages): Promise<string[]> {
  const found: string[] = []
  // One bug shows in several ways: in one world as a crash, in another as what it breaks.
  for (let seed = 1; seed <= 30 && !found.includes(promise); seed++) {
    const { violations } = await runSimulation(seed, 400, stages)
    for (const violation of violations) found.push(violation.promise)
  }
  return found
}

describe('a bug planted on purpose is found:', () => {
  it.each(plantedBugs)(
    '$name',
    async ({ promise, stages }) => {
      expect(await brokenPromises(promise, stages)).toContain(promise)
    },
    60_000,
  )

  it.each(plantedPageBugs)(
    '$name',
    async ({ promise, plant }) => {
      const release = plant()
      onTestFinished(release)
      expect(await brokenPromises(promise)).toContain(promise)
    },
    60_000,
  )
})
