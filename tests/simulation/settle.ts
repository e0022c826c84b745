import { oneFlush } from './one-flush.ts'
import type { SimulatedServer } from './simulated-server.ts'
import { checkMarket, differenceOf, missingTrades } from './state-checks.ts'
import type { Viewer } from './viewer.ts'
import type { World } from './world.ts'

/** Backoff, a heartbeat's silence, a pause of the server's: whatever kept a viewer away is over by then. */
const reachableWithinMs = 150_000
/** Requests, a symbol that lingers, and the slowest tier's flush. */
const requestsMs = 4_500
const stateCheckMs = 5_000
const slowestFlushMs = 2_200
/** From the thread of the stream to the page. */
const toldMs = 30

/** Everything calms down: the feeds stop, the network heals; then every viewer has to have what the server has (P2, P5). */
export async function settle(world: World): Promise<void> {
  const { clock, violations } = world
  heal(world)
  const deadlineMs = clock.nowMs + reachableWithinMs
  let before = -1
  while (clock.nowMs < deadlineMs && (before !== connectionsOf(world) || !allReachable(world))) {
    while (clock.nowMs < deadlineMs && !allReachable(world)) await clock.runUntil(clock.nowMs + 250)
    before = connectionsOf(world)
    await clock.runUntil(clock.nowMs + requestsMs)
  }
  const { server } = world
  if (server === undefined) {
    violations.report('simulation', 'the server did not come back')
    return
  }
  for (const viewer of world.viewers) {
    const { state, reason } = viewer.client.connection.get()
    if (!isReachable(viewer)) violations.report('P2', `${viewer.name} is ${state} (${reason}) though nothing is in its way`)
  }
  await clock.runUntil(clock.nowMs + stateCheckMs)
  checkMarket(server, violations)
  for (const viewer of world.viewers) compare(viewer, server, world)
  if (violations.count > 0) return
  await oneFlush(world, server)
  await clock.runUntil(clock.nowMs + slowestFlushMs)
  for (const viewer of world.viewers) {
    const missing = viewer.checks.blind ? undefined : missingTrades(viewer, server)
    if (missing !== undefined) violations.report('P1', `${viewer.name}: ${missing}`)
    const wrong = viewer.checks.blind ? undefined : viewer.missed.difference(viewer.client.connection.get())
    if (wrong !== undefined) violations.report('P2', `${viewer.name}: ${wrong}`)
    checkConnection(viewer, world)
    viewer.checks.settled(viewer.watched())
  }
  await loseOne(world)
}

/** A page without its connection for as long as whoever listens there may need to hear of it (P4). */
async function loseOne({ viewers, clock, random }: World): Promise<void> {
  const paced = viewers.filter(({ listeners }) => listeners !== undefined && listeners.watches.length > 0)
  if (paced.length === 0) return
  const viewer = random.pick(paced)
  viewer.checkFreshness()
  viewer.page.emit('offline')
  viewer.socket?.reset(0, 0)
  await clock.runUntil(clock.nowMs + toldMs + viewer.newsWithinMs)
  viewer.checkFreshness()
  await clock.runUntil(clock.nowMs + (viewer.listeners?.staleWithinMs ?? 0))
  viewer.checkFreshness()
  viewer.page.emit('online')
}

function heal(world: World): void {
  for (const viewer of world.viewers) {
    viewer.quality.bytesPerMs = Number.POSITIVE_INFINITY
    viewer.quality.latencyMs = Math.min(viewer.quality.latencyMs, 100)
    viewer.corruptNext = 0
    viewer.thaw()
    viewer.socket?.stall(false)
    if (!viewer.page.online) viewer.page.emit('online')
    if (viewer.page.hidden) viewer.page.emit('visible')
  }
}

function isReachable(viewer: Viewer): boolean {
  return viewer.client.connection.get().state === 'live' && viewer.socket?.intact === true
}

/** Grows with each: a goodbye may still have been on its way. */
function connectionsOf({ viewers }: World): number {
  let count = 0
  for (const { client } of viewers) count += client.connection.get().reconnects
  return count
}

function allReachable(world: World): boolean {
  const { server, clock } = world
  return server !== undefined && clock.nowMs >= server.clock.busyUntilMs && world.viewers.every(isReachable)
}

function compare(viewer: Viewer, server: SimulatedServer, { violations }: World): void {
  const difference = differenceOf(viewer, server) ?? viewer.listeners?.untoldOf()
  if (difference !== undefined) violations.report('P2', `${viewer.name}: ${difference}`)
}

function checkConnection(viewer: Viewer, world: World): void {
  const { violations } = world
  const { checksFailed } = viewer.client.connection.get()
  if (viewer.corrupted === 0) {
    if (checksFailed > viewer.checksFailedBefore)
      violations.report('P5', `${viewer.name}: ${checksFailed - viewer.checksFailedBefore} state checks failed`)
    for (const [rate, stream] of viewer.tap?.streams ?? []) {
      const sinceMs = world.clock.nowMs - stream.checkedMs
      if (sinceMs > stateCheckMs + 2_500)
        violations.report('P5', `${viewer.name}: no check of ${rate} Hz for ${Math.round(sinceMs)} ms`)
    }
    return
  }
  // What was changed on the way has been found and mended: from here on nothing is excused.
  world.corruptions += viewer.corrupted
  viewer.corrupted = 0
  viewer.checksFailedBefore = checksFailed
  viewer.checks.mended(viewer.watched())
  viewer.client.reconnect()
}
