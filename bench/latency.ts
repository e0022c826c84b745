/**
 * From the flush instant to decoded in the client: what Ticklane adds beyond the flush interval that a viewer asked for.
 * The flush instant is the nominal one of the 1/60 s grid, so a flush that starts late counts, and so does the time until the
 * last of all viewers was written to: the watched ones are spread evenly among them.
 *
 *   npm run bench -- latency [--viewers 1000] [--watched 40] [--seconds 20] [--ticks 100000]
 */
import { parseArgs } from 'node:util'
import { Crowd } from './support/crowd.ts'
import { instrumentSymbols, nowMs, pause, watchlists } from './support/load-viewer.ts'
import { startServerUnderTest } from './support/server-under-test.ts'
import { percentile, printTable, round } from './support/statistics.ts'

const options = {
  viewers: { type: 'string', default: '1000' },
  watched: { type: 'string', default: '40' },
  seconds: { type: 'string', default: '20' },
  ticks: { type: 'string', default: '100000' },
} as const

export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options })
  const count = Number(values.viewers)
  const server = await startServerUnderTest({
    FEED: 'sim',
    SIM_SYMBOLS: '500',
    SIM_TICKS_PER_SECOND: values.ticks,
    MAX_CONNECTIONS_PER_ADDRESS: '20000',
    ACK_SECONDS: '600',
  })
  try {
    const lists = watchlists(await instrumentSymbols(server.url, 500), 20, 50)
    let samples: number[] = []
    const crowd = await Crowd.gather({
      url: server.url,
      lists,
      rate: 10,
      count,
      watched: Number(values.watched),
      onFrame: (_viewer, flushTimeMs) => samples.push(nowMs() - flushTimeMs),
    })
    await pause(3_000)
    samples = []
    const before = { updates: updatesOf(crowd), cpu: server.cpuSeconds(), at: performance.now() }
    await pause(Number(values.seconds) * 1_000)
    const elapsed = (performance.now() - before.at) / 1_000
    const { watched } = crowd
    const result = {
      p50_ms: round(percentile(samples, 0.5)),
      p99_ms: round(percentile(samples, 0.99)),
      max_ms: round(percentile(samples, 1)),
      updates_per_second: Math.round((((updatesOf(crowd) - before.updates) / elapsed) * count) / watched.length),
      server_cores: round((server.cpuSeconds() - before.cpu) / elapsed),
      viewers: count,
      watched: watched.length,
      closed: watched.filter((viewer) => viewer.closed).length,
      lost_frames: watched.reduce((sum, viewer) => sum + viewer.lost, 0),
      failed_checks: watched.reduce((sum, viewer) => sum + viewer.mismatches, 0),
    }
    printTable([result])
    crowd.close()
    console.log(JSON.stringify(result))
  } finally {
    await server.stop()
  }
}

function updatesOf(crowd: Crowd): number {
  return crowd.watched.reduce((sum, viewer) => sum + viewer.updates, 0)
}
