import { statusName } from '../../lib/market/status.ts'
import { tiersHz } from '../../lib/protocol/messages.ts'
import type { SimulatedServer } from './simulated-server.ts'
import type { Viewer } from './viewer.ts'
import type { World } from './world.ts'

/** Timers that are late, from one thread to the other, and the page's frame. */
const shownMs = 40
/** From who begins to listen to the other thread and back, after what is being drawn is. */
const heardMs = 60
/** Of one update in JSON, in its widest. */
const updateBytes = 300

/** By when something has to be right. */
interface Due {
  readonly atMs: number
  readonly promise: string
  readonly viewer: Viewer
  /** What is wrong; undefined: nothing. */
  readonly wrong: () => string | undefined
}

/**
 * One more trade of everything, or two soon after each other; then each viewer has to have it within the time of one flush of the
 * slowest rate it has (P2). Where rows come at the pace of who listens, that pace is added, and no more. Then the same for who
 * begins to listen while it is held back, and at no pace at all for what is halted or live again (P4).
 */
export async function oneFlush(world: World, server: SimulatedServer): Promise<void> {
  const { clock, feeds, random } = world
  feeds.round(server)
  // Only where no viewer is sent more at once than the server sends without an acknowledgement.
  if (random.chance(0.5) && feeds.symbols.length * updateBytes * 2 < server.broadcaster.options.bufferedBytesMax) {
    await clock.runUntil(clock.nowMs + random.below(300))
    feeds.round(server)
  }
  const nowMs = clock.nowMs
  const shown = world.viewers.flatMap((viewer) => shownDues(viewer, server, flushedMs(viewer, nowMs)))
  await meet(world, [...shown, ...world.viewers.flatMap((viewer) => toldDues(viewer, server, flushedMs(viewer, nowMs)))])
  await beginToListen(world, server)
  await changeStatus(world, server)
}

/** What was held back at the pace of before does not wait for it once somebody wants to hear sooner. */
async function beginToListen(world: World, server: SimulatedServer): Promise<void> {
  const { clock, feeds, random, viewers } = world
  feeds.round(server)
  await clock.runUntil(Math.max(...viewers.map((viewer) => flushedMs(viewer, clock.nowMs))))
  const leaves = viewers.flatMap(({ listeners }) => {
    const watch = listeners?.listen(feeds.symbols, random.pick([10, Number.POSITIVE_INFINITY]))
    return watch === undefined ? [] : () => listeners?.leave(watch)
  })
  const { nowMs } = clock
  await meet(
    world,
    viewers.flatMap((viewer) => toldDues(viewer, server, nowMs + heardMs + viewer.slowMs)),
  )
  for (const leave of leaves) leave()
}

async function changeStatus(world: World, server: SimulatedServer): Promise<void> {
  const { clock, feeds, viewers } = world
  feeds.round(server)
  await clock.runUntil(Math.max(...viewers.map((viewer) => flushedMs(viewer, clock.nowMs))))
  feeds.statusOfAll(server)
  const nowMs = clock.nowMs
  const dues = viewers.flatMap((viewer) =>
    eachTold(viewer).map(({ symbol, hz, quote }) => {
      const wrong = () => {
        const id = server.market.instruments.find(symbol)?.id ?? -1
        const expected = statusName(server.market.columns.status[id] as number)
        const own = quote()?.status
        return own === expected ? undefined : `${symbol} is ${own} for who listens at ${hz} Hz, not ${expected}`
      }
      const atMs = flushedMs(viewer, nowMs, viewer.newsWithinMs)
      return { atMs, promise: 'P4', viewer, wrong }
    }),
  )
  await meet(world, dues)
}

async function meet({ clock, violations }: World, dues: readonly Due[]): Promise<void> {
  for (const { atMs, promise, viewer, wrong } of dues.toSorted((left, right) => left.atMs - right.atMs)) {
    if (atMs > clock.nowMs) await clock.runUntil(atMs)
    const text = wrong()
    if (text !== undefined) violations.report(promise, `${viewer.name}: one flush later ${text}`)
  }
}

/** When a viewer has had a flush of the slowest of its rates. */
function flushedMs(viewer: Viewer, nowMs: number, heldBackMs = viewer.slowMs): number {
  const slowest = viewer.checks.blind ? 0.5 : Math.min(...(viewer.tap?.streams.keys() ?? []), tiersHz.at(-1) ?? 60)
  return nowMs + 1_000 / slowest + viewer.quality.latencyMs + shownMs + heldBackMs
}

/** For who reads without listening. */
function shownDues(viewer: Viewer, server: SimulatedServer, flushMs: number): Due[] {
  const { listeners, client } = viewer
  return [...viewer.watched()].map((symbol) => {
    const wrong = () => wrongCount(server, symbol, client.quotes.get(symbol)?.tradeCount)
    return { atMs: flushMs + (listeners?.shownWithinMs(symbol) ?? 0), promise: 'P2', viewer, wrong }
  })
}

function toldDues(viewer: Viewer, server: SimulatedServer, flushMs: number): Due[] {
  return eachTold(viewer).map(({ symbol, hz, quote }) => {
    const wrong = () => wrongCount(server, symbol, quote()?.tradeCount, ` for who listens at ${hz} Hz`)
    return { atMs: flushMs + (viewer.listeners?.toldWithinMs(symbol, hz) ?? 0), promise: 'P2', viewer, wrong }
  })
}

/** Everybody who listens, with each symbol that is kept up to date, and what they were told of it last. */
function eachTold(viewer: Viewer) {
  const watched = viewer.watched()
  return (viewer.listeners?.watches ?? []).flatMap(({ symbols, hz, told }) =>
    symbols.filter((symbol) => watched.has(symbol)).map((symbol) => ({ symbol, hz, quote: () => told.get(symbol)?.quote })),
  )
}

function wrongCount(server: SimulatedServer, symbol: string, own: number | undefined, who = ''): string | undefined {
  const expected = server.model.instruments.get(symbol)?.count
  return own === expected ? undefined : `${symbol} has ${own} trades${who}, not ${expected}`
}
