import { tiersHz } from '../../lib/protocol/messages.ts'
import type { PageListeners } from './page-listeners.ts'
import type { Random } from './random.ts'
import type { SimulatedServer } from './simulated-server.ts'
import { watchedIntervals } from './topic-checks.ts'
import type { Viewer } from './viewer.ts'
import type { World } from './world.ts'

/** One thing that may happen. */
interface Happening {
  readonly name: string
  /** How often, relative to the others. */
  readonly weight: number
  readonly run: (world: World) => void
}

const onFeed = (run: (world: World, server: SimulatedServer) => void) => (world: World) => {
  if (world.server !== undefined) run(world, world.server)
}

const onViewer = (run: (viewer: Viewer, random: Random, world: World) => void) => (world: World) => {
  if (world.viewers.length > 0) run(world.random.pick(world.viewers), world.random, world)
}

function someSymbols({ random, feeds }: World): string[] {
  const { symbols } = feeds
  if (random.chance(0.3)) return symbols
  return Array.from({ length: random.between(1, Math.min(6, symbols.length)) }, () => random.pick(symbols))
}

const onListeners = (run: (listeners: PageListeners, random: Random, world: World) => void) =>
  onViewer((viewer, random, world) => {
    if (viewer.listeners !== undefined) run(viewer.listeners, random, world)
  })

/** Of listeners, Hz; Infinity: with every flush. */
const paces = [0.5, 1, 4, 10, 10, Number.POSITIVE_INFINITY] as const
/** More rows than this at ten a second come four times a second when all of them move. */
const manyRows = 40

function someRate(symbols: readonly string[], random: Random): number {
  return symbols.length > manyRows && random.chance(0.6) ? 10 : random.pick(paces)
}

function drop<T extends { readonly release: () => void }>(list: T[], random: Random): T[] {
  if (list.length === 0) return list
  const gone = random.pick(list)
  gone.release()
  return list.filter((other) => other !== gone)
}

const feedHappenings: readonly Happening[] = [
  { name: 'trades', weight: 300, run: onFeed(({ feeds, random }, server) => feeds.burst(server, random.between(1, 4))) },
  { name: 'quotes', weight: 200, run: onFeed(({ feeds }, server) => feeds.quote(server)) },
  { name: 'round', weight: 6, run: onFeed(({ feeds }, server) => feeds.round(server)) },
  { name: 'burst', weight: 6, run: onFeed(({ feeds, random }, server) => feeds.burst(server, random.between(50, 1_500))) },
  {
    name: 'late trades',
    weight: 15,
    run: onFeed(({ feeds, random }, server) => feeds.burst(server, 3, random.pick([1_500, 20_000, 70_000]))),
  },
  { name: 'book', weight: 40, run: onFeed(({ feeds }, server) => feeds.book(server)) },
  { name: 'day', weight: 6, run: onFeed(({ feeds }, server) => feeds.day(server)) },
  { name: 'status', weight: 6, run: onFeed(({ feeds }, server) => feeds.status(server)) },
  { name: 'refine', weight: 3, run: onFeed(({ feeds }, server) => feeds.refine(server)) },
  { name: 'new instrument', weight: 2, run: (world) => world.feeds.list(world.server) },
  { name: 'feed lost', weight: 3, run: onFeed(({ feeds }, server) => feeds.disconnect(server)) },
  { name: 'days roll', weight: 2, run: onFeed(({ feeds }, server) => feeds.rollDays(server)) },
  {
    name: 'feed state',
    weight: 4,
    run: onFeed(({ random, clock }, server) => {
      const state = random.pick(['connected', 'reconnecting'] as const)
      server.setFeeds([{ feed: 'alpha', venue: 'ALPHA', origin: 'simulated', state, reason: '', sinceMs: clock.nowMs }])
    }),
  },
]

const viewerHappenings: readonly Happening[] = [
  {
    name: 'join',
    weight: 14,
    run: (world) => {
      const viewer = world.join()
      const symbols = someSymbols(world)
      viewer?.watchQuotes(symbols, world.random.pick(tiersHz))
      if (world.random.chance(0.8)) viewer?.listeners?.listen(symbols, someRate(symbols, world.random))
    },
  },
  { name: 'leave', weight: 6, run: onViewer((viewer, _, world) => world.leave(viewer)) },
  {
    name: 'watch quotes',
    weight: 30,
    run: onViewer((viewer, random, world) => viewer.watchQuotes(someSymbols(world), random.pick(tiersHz))),
  },
  {
    name: 'unwatch quotes',
    weight: 28,
    run: onViewer((viewer, random) => viewer.unwatchQuotes(random)),
  },
  {
    name: 'watch trades',
    weight: 8,
    run: onViewer((viewer, random, { feeds }) => viewer.watchTrades(random.pick(feeds.symbols), random.pick(tiersHz))),
  },
  {
    name: 'unwatch trades',
    weight: 8,
    run: onViewer((viewer, random) => {
      viewer.trades = drop(viewer.trades, random)
    }),
  },
  {
    name: 'watch bars',
    weight: 8,
    run: onViewer((viewer, random, { feeds }) => {
      viewer.watchBars(random.pick(feeds.symbols), random.pick(watchedIntervals), random.pick([1, 30, 500]))
    }),
  },
  {
    name: 'unwatch bars',
    weight: 8,
    run: onViewer((viewer, random) => {
      viewer.bars = drop(viewer.bars, random)
    }),
  },
  {
    name: 'watch book',
    weight: 6,
    run: onViewer((viewer, random, { feeds }) => viewer.watchBook(random.pick(feeds.symbols), random.pick(tiersHz))),
  },
  {
    name: 'unwatch book',
    weight: 6,
    run: onViewer((viewer, random) => {
      viewer.books = drop(viewer.books, random)
    }),
  },
  {
    name: 'rate cap',
    weight: 16,
    run: onViewer((viewer, random) => viewer.client.setRateCap(random.chance(0.3) ? undefined : random.pick(tiersHz))),
  },
  { name: 'hide', weight: 6, run: onViewer((viewer, random) => viewer.page.emit(random.chance(0.5) ? 'hidden' : 'visible')) },
  { name: 'reconnect', weight: 3, run: onViewer((viewer) => viewer.client.reconnect()) },
]

const listenerHappenings: readonly Happening[] = [
  {
    name: 'listen',
    weight: 60,
    run: onListeners((listeners, random, world) => {
      const symbols = random.chance(0.5) ? [random.pick(world.feeds.symbols)] : someSymbols(world)
      listeners.listen(symbols, someRate(symbols, random))
    }),
  },
  { name: 'unlisten', weight: 56, run: onListeners((listeners, random) => void listeners.unlisten(random)) },
  {
    name: 'listen at another rate',
    weight: 40,
    run: onListeners((listeners, random) => {
      const gone = listeners.unlisten(random)
      if (gone !== undefined) listeners.listen(gone.symbols, someRate(gone.symbols, random))
    }),
  },
  { name: 'listen to all', weight: 6, run: onListeners((listeners) => listeners.toggleAll()) },
]

const troubles: readonly Happening[] = [
  {
    name: 'cut',
    weight: 10,
    run: onViewer((viewer, random) => viewer.socket?.reset(random.between(0, 500), random.between(0, 2_000))),
  },
  { name: 'swallow', weight: 2, run: onViewer((viewer) => viewer.socket?.swallow()) },
  {
    name: 'stall',
    weight: 8,
    run: onViewer((viewer, random, { clock }) => {
      const { socket } = viewer
      socket?.stall(true)
      clock.after(random.pick([300, 3_000, 9_000, 30_000]), () => socket?.stall(false))
    }),
  },
  {
    name: 'slow link',
    weight: 8,
    run: onViewer((viewer, random) => {
      viewer.quality.bytesPerMs = random.pick([0.2, 2, 20, Number.POSITIVE_INFINITY])
      viewer.quality.latencyMs = random.between(0, 400)
    }),
  },
  {
    name: 'freeze',
    weight: 5,
    run: onViewer((viewer, random, { clock }) => {
      viewer.freeze()
      clock.after(random.pick([200, 2_000, 15_000, 90_000]), () => viewer.thaw())
    }),
  },
  {
    name: 'page clock jumps',
    weight: 3,
    run: onViewer((viewer, random) => {
      viewer.page.offsetMs += random.pick([-3_600_000, -1_500, 700, 45_000, 86_400_000])
      viewer.listeners?.clockLeapt()
    }),
  },
  {
    name: 'server clock leaps',
    weight: 2,
    run: onFeed((world, server) => {
      server.clock.offsetMs += world.random.pick([40, 700, 5_000, 130_000])
    }),
  },
  {
    name: 'server busy',
    weight: 4,
    run: onFeed((world, server) => {
      server.clock.busyUntilMs = world.clock.nowMs + world.random.pick([20, 120, 1_500, 6_000])
    }),
  },
  { name: 'restart', weight: 1.5, run: (world) => world.restartServer(world.random.pick([10, 800, 6_000])) },
  {
    name: 'offline',
    weight: 2,
    run: onViewer((viewer, random, { clock }) => {
      viewer.page.emit('offline')
      viewer.socket?.swallow()
      clock.after(random.pick([500, 8_000]), () => viewer.page.emit('online'))
    }),
  },
  {
    name: 'corrupt',
    weight: 2,
    run: onViewer((viewer) => {
      viewer.corruptNext = 1
    }),
  },
]

const happenings = [...feedHappenings, ...viewerHappenings, ...listenerHappenings, ...troubles]
const weightTotal = happenings.reduce((total, { weight }) => total + weight, 0)

/** The next thing that happens: its name. */
export function happen(world: World): string {
  let at = world.random.unit() * weightTotal
  for (const { name, weight, run } of happenings) {
    at -= weight
    if (at >= 0) continue
    run(world)
    return name
  }
  return 'nothing'
}

/** How long until then, ms: mostly little, now and then long. */
export function pauseMs(random: Random): number {
  if (random.chance(0.02)) return random.between(200, 4_000)
  return random.chance(0.5) ? random.below(5) : random.below(60)
}
