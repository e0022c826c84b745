/**
 * The real engine and the real client in a world of a seed's making. A page is of one of four kinds: it speaks JSON; it decodes what
 * is binary itself; a thread does so for it and it listens to every row (threaded-page.ts); or to some, at rates that change
 * (page-listeners.ts).
 *
 *   npm run simulate -- --seed 7 --steps 2000      one seed
 *   npm run simulate -- --seed 7 --trace 'viewer 3'  with every message of that viewer
 *   npm run simulate -- --minutes 60               one seed after the other
 *
 * Ends with one line of JSON; exit code 1 when a promise was broken.
 */
import { parseArgs } from 'node:util'
import { realStages } from './simulated-server.ts'
import { runSimulation, type SimulationResult } from './simulation.ts'

const values = readArguments()
const steps = numberOf('steps', values.steps, 2_000)
const firstSeed = numberOf('seed', values.seed, 1)
const minutes = numberOf('minutes', values.minutes, 0)

/** What happens, and every message of one viewer. */
const trace =
  values.trace === undefined
    ? undefined
    : (text: string) => {
        if (text.includes(` ${values.trace} `) || text.includes(' step ')) console.log(text)
      }

const beganMs = performance.now()
const failures: { seed: number; step: number; promise: string }[] = []
let seeds = 0
let stepsMade = 0
let simulatedMs = 0
let corruptions = 0
let restarts = 0
let settles = 0
let wider = 0
do {
  const result = await runSimulation(firstSeed + seeds, steps, realStages, trace)
  seeds += 1
  stepsMade += result.steps
  simulatedMs += result.simulatedMs
  corruptions += result.corruptions
  restarts += result.restarts
  settles += result.settles
  wider += result.wider
  const [violation] = result.violations
  if (violation !== undefined) {
    failures.push({ seed: result.seed, step: violation.step, promise: violation.promise })
    describe(result)
  }
  if (minutes > 0 && seeds % 50 === 0) console.log(`${seeds} seeds, ${stepsMade} steps, ${failures.length} failures`)
} while (elapsedSeconds() < minutes * 60)

const seconds = elapsedSeconds()
console.log(`${stepsMade} steps of ${seeds} seeds in ${seconds.toFixed(1)} s: ${Math.round(stepsMade / seconds)} steps/s`)
console.log(
  JSON.stringify({
    seeds,
    steps: stepsMade,
    steps_per_second: Math.round(stepsMade / seconds),
    simulated_hours: Number((simulatedMs / 3_600_000).toFixed(2)),
    settles,
    wider,
    corruptions,
    restarts,
    failures: failures.length,
    failed: failures.slice(0, 20),
  }),
)
process.exitCode = failures.length > 0 ? 1 : 0

function readArguments() {
  const text = { type: 'string' } as const
  try {
    return parseArgs({ options: { seed: text, steps: text, minutes: text, trace: text } }).values
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    console.error(error.message)
    console.error("Usage: npm run simulate -- [--seed 1] [--steps 2000] [--minutes 60] [--trace 'viewer 3']")
    process.exit(2)
  }
}

function elapsedSeconds(): number {
  return (performance.now() - beganMs) / 1_000
}

function describe({ seed, violations, trail }: SimulationResult): void {
  for (const { promise, step, timeMs, text } of violations) {
    console.log(`seed ${seed}, step ${step}, ${timeMs} ms: ${promise}: ${text}`)
  }
  console.log(`  before it: ${trail.slice(-8).join('; ')}`)
  console.log(`  again: npm run simulate -- --seed ${seed} --steps ${steps}`)
}

function numberOf(name: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise
  const value = Number(text)
  if (Number.isFinite(value) && value >= 0) return value
  console.error(`Cannot use --${name} ${text}: expected a number`)
  process.exit(2)
}
