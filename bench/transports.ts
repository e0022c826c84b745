/**
 * The same stream over the four transports, one after the other against a server of its own with the same seed: bytes on the
 * wire (framing, headers and handshakes included), the server's CPU, and flush instant to decoded.
 *
 *   npm run bench -- transports [--viewers 100] [--seconds 60]
 */
import { parseArgs } from 'node:util'
import { instrumentSymbols, LoadViewer, nowMs, openAll, pause, type ViewerTransport, watchlists } from './support/load-viewer.ts'
import { startServerUnderTest } from './support/server-under-test.ts'
import { percentile, printTable, round } from './support/statistics.ts'

const transports: readonly ViewerTransport[] = ['binary', 'json', 'sse', 'poll']

export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { viewers: { type: 'string', default: '100' }, seconds: { type: 'string', default: '60' } },
  })
  const rows = []
  for (const transport of transports) rows.push(await measure(transport, Number(values.viewers), Number(values.seconds)))
  const [binary] = rows
  if (binary === undefined) throw new Error('Nothing was measured')
  printTable(rows)
  console.log(JSON.stringify(Object.fromEntries(rows.map(({ transport, ...figures }) => [transport, figures]))))
}

async function measure(transport: ViewerTransport, count: number, seconds: number) {
  const server = await startServerUnderTest({ FEED: 'sim', SIM_TICKS_PER_SECOND: '5000', MAX_CONNECTIONS_PER_ADDRESS: '20000' })
  try {
    const lists = watchlists(await instrumentSymbols(server.url, 200), 20, 50)
    let samples: number[] = []
    const viewers = Array.from({ length: count }, (_, index) => {
      return new LoadViewer(transport, lists[index % lists.length] ?? [], 4, (_viewer, flushTimeMs) =>
        samples.push(nowMs() - flushTimeMs),
      )
    })
    await openAll(viewers, server.url)
    await pause(3_000)
    samples = []
    const before = { bytes: total(viewers, 'bytes'), updates: total(viewers, 'updates'), cpu: server.cpuSeconds() }
    await pause(seconds * 1_000)
    const bytes = total(viewers, 'bytes') - before.bytes
    const updates = total(viewers, 'updates') - before.updates
    const cpu = server.cpuSeconds() - before.cpu
    for (const viewer of viewers) viewer.close()
    return {
      transport,
      bytes_per_update: round(bytes / updates),
      kb_per_viewer_second: round(bytes / 1_000 / count / seconds),
      updates_per_second: Math.round(updates / seconds),
      server_cpu_percent: round((cpu / seconds) * 100, 1),
      p50_ms: round(percentile(samples, 0.5)),
      p99_ms: round(percentile(samples, 0.99)),
    }
  } finally {
    await server.stop()
  }
}

function total(viewers: readonly LoadViewer[], figure: 'bytes' | 'updates'): number {
  return viewers.reduce((sum, viewer) => sum + viewer[figure], 0)
}
