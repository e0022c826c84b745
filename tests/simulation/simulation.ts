import { checkEmpty, checkSessions } from './memory-checks.ts'
import { happen, pauseMs } from './schedule.ts'
import { settle } from './settle.ts'
import { realStages, type Stages } from './simulated-server.ts'
import { type Violation, Violations } from './violations.ts'
import { World } from './world.ts'

/** Between two times at which everything calms down and has to be equal. */
const stepsBetweenSettles = 150
/** A connection that vanished is noticed by its silence, and cut when its goodbye is not answered. */
const forgottenWithinMs = 90_000

export interface SimulationResult {
  readonly seed: number
  /** Made until the end, or until a promise was broken. */
  readonly steps: number
  readonly simulatedMs: number
  readonly violations: readonly Violation[]
  /** What happened before the violation, latest last. */
  readonly trail: readonly string[]
  readonly corruptions: number
  readonly restarts: number
  readonly settles: number
  /** Updates whose high and low were not exact, but held the feed's. */
  readonly wider: number
}

/** Runs one seed until `steps` have been made or a promise is broken. The same seed and code give the same run. */
export async function runSimulation(
  seed: number,
  steps: number,
  stages: Stages = realStages,
  trace?: (text: string) => void,
): Promise<SimulationResult> {
  const violations = new Violations()
  const world = new World(seed, violations, stages, trace)
  const { clock, random } = world
  const beganMs = clock.nowMs
  const trail: string[] = []
  let settles = 0
  let step = 0
  const makeStep = async () => {
    step += 1
    violations.step = step
    violations.timeMs = Math.round(clock.nowMs - beganMs)
    const name = random.chance(1 / stepsBetweenSettles) || step === steps ? 'settle' : happen(world)
    trace?.(`${Math.round(clock.nowMs)} step ${step}: ${name}`)
    trail.push(`${step} ${violations.timeMs} ms: ${name}`)
    if (trail.length > 40) trail.shift()
    if (name === 'settle') {
      settles += 1
      await settle(world)
    }
    await clock.runUntil(clock.nowMs + pauseMs(random))
    if (world.server !== undefined) checkSessions(world.server, violations)
    for (const viewer of world.viewers) viewer.checkFreshness()
  }
  try {
    while (step < steps && violations.count === 0) await makeStep()
    for (const viewer of world.viewers) world.leave(viewer)
    await clock.runUntil(clock.nowMs + forgottenWithinMs)
    if (world.server !== undefined && violations.count === 0) checkEmpty(world.server, violations)
  } catch (error) {
    violations.report('crash', error instanceof Error ? (error.stack ?? error.message) : String(error))
  }
  world.server?.kill()
  return {
    seed,
    steps: step,
    simulatedMs: Math.round(clock.nowMs - beganMs),
    violations: violations.list,
    trail,
    corruptions: world.corruptions,
    restarts: world.restarts,
    settles,
    wider: world.wider,
  }
}
