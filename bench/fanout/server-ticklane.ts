/** The product, changed by the workload right before each flush. */
import type { Clock } from '../../lib/market/clock.ts'
import { control } from './child-control.ts'
import { BenchEngine } from './engine.ts'
import { flushHz } from './workload.ts'

let steppedAt = 0
const clock: Clock = {
  now: () => performance.timeOrigin + performance.now(),
  after(delayMs, callback) {
    const timer = setTimeout(() => {
      const now = performance.now()
      if (now - steppedAt > 0.8 * (1_000 / flushHz)) {
        steppedAt = now
        engine.step()
      }
      callback()
    }, delayMs)
    return () => clearTimeout(timer)
  },
}
const engine = new BenchEngine(clock)
const port = await engine.listen()
engine.broadcaster.start()
control({
  port,
  counters: () => engine.broadcaster.counters,
  run: () => engine.conflator.start(),
  rest: () => engine.conflator.stop(),
})
