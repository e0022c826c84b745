/**
 * From the flush instant to decoded in the client: what Ticklane adds beyond the flush interval that a viewer asked for.
 * The flush instant is the nominal one of the 1/60 s grid, so a flush that starts late counts, and so does the time until the
 * last of all viewers was written to: the watched ones are spread evenly among them.
 *
 * Beside it in the same run the floor: a process that does nothing but one bare write of a frame of that size for each viewer
 * at each instant. No server that writes to every viewer can be faster than that on the machine at hand.
 *
 *   npm run bench -- latency [--viewers 1000] [--watched 40] [--seconds 20] [--ticks 100000]
 */
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { BareViewer } from './support/bare-viewer.ts'
import { Crowd } from './support/crowd.ts'
import { instrumentSymbols, LoadViewer, nowMs, pause, watchlists } from './support/load-viewer.ts'
import { startProgram, startServerUnderTest } from './support/server-under-test.ts'
import { percentile, printTable, round } from './support/statistics.ts'

const options = {
  viewers: { type: 'string', default: '1000' },
  watched: { type: 'string', default: '40' },
  seconds: { type: 'string', default: '20' },
  ticks: { type: 'string', default: '100000' },
} as const

interface Load {
  readonly count: number
  readonly watched: number
  readonly seconds: number
  readonly ticks: string
}

const rate = 10

export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options })
  const load: Load = {
    count: Number(values.viewers),
    watched: Number(values.watched),
    seconds: Number(values.seconds),
    ticks: values.ticks,
  }
  const product = await measureProduct(load)
  const floor = await measureFloor(load, product.frame_bytes)
  const result = { ...product, ...floor, p99_beyond_floor_ms: round(product.p99_ms - floor.floor_p99_ms) }
  printTable([result])
  console.log(JSON.stringify(result))
}

async function measureProduct({ count, watched, seconds, ticks }: Load) {
  const server = await startServerUnderTest({
    FEED: 'sim',
    SIM_SYMBOLS: '500',
    SIM_TICKS_PER_SECOND: ticks,
    MAX_CONNECTIONS_PER_ADDRESS: '20000',
    ACK_SECONDS: '600',
  })
  try {
    const lists = watchlists(await instrumentSymbols(server.url, 500), 20, 50)
    let samples: number[] = []
    const crowd = await Crowd.gather({
      url: server.url,
      lists,
      rate,
      count,
      watched,
      open: async (list) => {
        const viewer = new LoadViewer('binary', list, rate, (_viewer, flushTimeMs) => samples.push(nowMs() - flushTimeMs))
        await viewer.open(server.url)
        return viewer
      },
    })
    await pause(3_000)
    samples = []
    const before = {
      updates: sumOf(crowd, 'updates'),
      bytes: sumOf(crowd, 'bytes'),
      cpu: server.cpuSeconds(),
      at: performance.now(),
    }
    await pause(seconds * 1_000)
    const elapsed = (performance.now() - before.at) / 1_000
    const result = {
      p50_ms: round(percentile(samples, 0.5)),
      p99_ms: round(percentile(samples, 0.99)),
      max_ms: round(percentile(samples, 1)),
      updates_per_second: Math.round((((sumOf(crowd, 'updates') - before.updates) / elapsed) * count) / crowd.watched.length),
      server_cores: round((server.cpuSeconds() - before.cpu) / elapsed),
      frame_bytes: Math.round((sumOf(crowd, 'bytes') - before.bytes) / samples.length),
      viewers: count,
      watched: crowd.watched.length,
      closed: crowd.watched.filter((viewer) => viewer.closed).length,
      lost_frames: sumOf(crowd, 'lost'),
      failed_checks: sumOf(crowd, 'mismatches'),
    }
    crowd.close()
    return result
  } finally {
    await server.stop()
  }
}

async function measureFloor({ count, watched, seconds }: Load, frameBytes: number) {
  const server = await startProgram([join(import.meta.dirname, 'support', 'bare-writer.ts'), String(rate), String(frameBytes)])
  try {
    let samples: number[] = []
    const open = async () => await BareViewer.open(server.url, (ageMs) => samples.push(ageMs))
    const crowd = await Crowd.gather({ url: server.url, lists: [[]], rate, count, watched, open })
    await pause(3_000)
    samples = []
    await pause(seconds * 1_000)
    crowd.close()
    return { floor_p50_ms: round(percentile(samples, 0.5)), floor_p99_ms: round(percentile(samples, 0.99)) }
  } finally {
    await server.stop()
  }
}

function sumOf(crowd: Crowd<LoadViewer>, field: 'updates' | 'bytes' | 'lost' | 'mismatches'): number {
  return crowd.watched.reduce((sum, viewer) => sum + viewer[field], 0)
}
