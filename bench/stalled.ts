/**
 * 5 % of the viewers stop reading. The server's memory must stay flat, and the others must not notice: p99 of flush to decoded
 * before and after, in one run.
 *
 *   npm run bench -- stalled [--viewers 1000] [--seconds 20]
 */
import { parseArgs } from 'node:util'
import { instrumentSymbols, LoadViewer, nowMs, openAll, pause, watchlists } from './support/load-viewer.ts'
import { startServerUnderTest } from './support/server-under-test.ts'
import { percentile, printTable, round } from './support/statistics.ts'

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
    STALLED_SECONDS: String(seconds * 4),
  })
  try {
    const lists = watchlists(await instrumentSymbols(server.url, 500), 20, 50)
    const stalledFrom = Math.ceil(count * 0.95)
    let samples: number[] = []
    const viewers = Array.from({ length: count }, (_, index) => {
      const watched = index < stalledFrom
      return new LoadViewer('binary', lists[index % lists.length] ?? [], 10, (_viewer, flushTimeMs) => {
        if (watched) samples.push(nowMs() - flushTimeMs)
      })
    })
    await openAll(viewers, server.url)
    // The heap grows to its working size first.
    await pause(15_000)
    samples = []
    await pause(seconds * 1_000)
    const before = { p99: percentile(samples, 0.99), p50: percentile(samples, 0.5), rss: server.residentBytes() }
    for (const viewer of viewers.slice(stalledFrom)) viewer.stall()
    samples = []
    await pause(seconds * 2_000)
    const after = { p99: percentile(samples, 0.99), p50: percentile(samples, 0.5), rss: server.residentBytes() }
    const result = {
      rss_growth_mb: round((after.rss - before.rss) / 2 ** 20, 1),
      p99_ratio: round(after.p99 / before.p99),
      p99_before_ms: round(before.p99),
      p99_after_ms: round(after.p99),
      p50_before_ms: round(before.p50),
      p50_after_ms: round(after.p50),
      stalled: count - stalledFrom,
      others_closed: viewers.slice(0, stalledFrom).filter((viewer) => viewer.closed).length,
    }
    printTable([result])
    for (const viewer of viewers) viewer.close()
    console.log(JSON.stringify(result))
  } finally {
    await server.stop()
  }
}
