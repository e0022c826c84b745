/**
 * Resident memory of the server per connected and subscribed viewer: each holds 20 instruments at 1 Hz of its own choice among
 * 50 lists. RSS with all of them, after things have settled, minus RSS before the first.
 *
 *   npm run bench -- connections [--viewers 10000]
 */
import { parseArgs } from 'node:util'
import { instrumentSymbols, LoadViewer, openAll, pause, watchlists } from './support/load-viewer.ts'
import { startServerUnderTest } from './support/server-under-test.ts'
import { printTable, round } from './support/statistics.ts'

export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: { viewers: { type: 'string', default: '10000' } } })
  const count = Number(values.viewers)
  const server = await startServerUnderTest({ FEED: 'sim', MAX_CONNECTIONS: '20000', MAX_CONNECTIONS_PER_ADDRESS: '20000' })
  try {
    const lists = watchlists(await instrumentSymbols(server.url, 200), 50, 20)
    // One comes and goes first, so that code and buffers that exist once are not counted as theirs.
    const first = new LoadViewer('binary', lists[0] ?? [], 1, () => undefined)
    await openAll([first], server.url)
    await pause(5_000)
    first.close()
    await pause(5_000)
    const before = server.residentBytes()
    const viewers = Array.from(
      { length: count },
      (_, index) => new LoadViewer('binary', lists[index % lists.length] ?? [], 1, () => undefined),
    )
    const started = performance.now()
    await openAll(viewers, server.url)
    const openedMs = performance.now() - started
    await pause(20_000)
    const cpuBefore = server.cpuSeconds()
    await pause(10_000)
    const cores = (server.cpuSeconds() - cpuBefore) / 10
    const open = viewers.filter((viewer) => !viewer.closed && viewer.updates > 0).length
    const result = {
      kb_per_viewer: round((server.residentBytes() - before) / 1024 / open),
      viewers: open,
      rss_before_mb: round(before / 2 ** 20, 1),
      rss_after_mb: round(server.residentBytes() / 2 ** 20, 1),
      opened_per_second: Math.round(count / (openedMs / 1_000)),
      server_cores: round(cores),
    }
    printTable([result])
    for (const viewer of viewers) viewer.close()
    console.log(JSON.stringify(result))
  } finally {
    await server.stop()
  }
}
