/**
 * From the flush instant to decoded in the client: what Ticklane adds beyond the flush interval that a viewer asked for.
 * The flush instant is the nominal one of the 1/60 s grid, so a flush that starts late counts. 1,000 viewers in one other
 * process on the other core decode every frame; their own queueing is part of the figure.
 *
 *   npm run bench -- latency [--viewers 1000] [--seconds 20]
 */
import { parseArgs } from 'node:util'
import { instrumentSymbols, LoadViewer, nowMs, openAll, pause, watchlists } from './support/load-viewer.ts'
import { startServerUnderTest } from './support/server-under-test.ts'
import { percentile, printTable, round } from './support/statistics.ts'

const rate = 10

export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { viewers: { type: 'string', default: '1000' }, seconds: { type: 'string', default: '20' } },
  })
  const count = Number(values.viewers)
  const seconds = Number(values.seconds)
  const server = await startServerUnderTest({
    FEED: 'sim',
    SIM_SYMBOLS: '500',
    SIM_TICKS_PER_SECOND: '20000',
    MAX_CONNECTIONS_PER_ADDRESS: '20000',
  })
  try {
    const lists = watchlists(await instrumentSymbols(server.url, 500), 20, 50)
    let samples: number[] = []
    let measuring = false
    const viewers = Array.from({ length: count }, (_, index) => {
      return new LoadViewer('binary', lists[index % lists.length] ?? [], rate, (_viewer, flushTimeMs) => {
        if (measuring) samples.push(nowMs() - flushTimeMs)
      })
    })
    await openAll(viewers, server.url)
    await pause(3_000)
    samples = []
    measuring = true
    const updatesBefore = viewers.reduce((sum, viewer) => sum + viewer.updates, 0)
    const cpuBefore = server.cpuSeconds()
    const started = performance.now()
    await pause(seconds * 1_000)
    measuring = false
    const elapsed = (performance.now() - started) / 1_000
    const updates = viewers.reduce((sum, viewer) => sum + viewer.updates, 0) - updatesBefore
    const result = {
      p50_ms: round(percentile(samples, 0.5)),
      p99_ms: round(percentile(samples, 0.99)),
      max_ms: round(percentile(samples, 1)),
      updates_per_second: Math.round(updates / elapsed),
      server_cores: round((server.cpuSeconds() - cpuBefore) / elapsed),
      viewers: count,
      closed: viewers.filter((viewer) => viewer.closed).length,
      lost_frames: viewers.reduce((sum, viewer) => sum + viewer.lost, 0),
      failed_checks: viewers.reduce((sum, viewer) => sum + viewer.mismatches, 0),
    }
    printTable([result])
    for (const viewer of viewers) viewer.close()
    console.log(JSON.stringify(result))
  } finally {
    await server.stop()
  }
}
