/**
 * Composition root: reads the configuration, builds the stages and joins them.
 *
 *   venue -> ingest -> market -> conflate -> broadcast -> wire
 */
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { type Logger, pino } from 'pino'
import { HistoryError } from '../lib/market/bar-history.ts'
import type { InstrumentDefinition } from '../lib/market/instrument.ts'
import { createAuthentication } from './authentication.ts'
import { type BarStore, openBarStore } from './bar-store.ts'
import { Broadcaster } from './broadcast/broadcaster.ts'
import { createStreamHandler } from './broadcast/stream-handler.ts'
import type { Config } from './config.ts'
import { configurationOrExit } from './configuration.ts'
import { Conflator } from './conflate/conflator.ts'
import { descriptorsMax } from './descriptors.ts'
import { Feeds } from './feeds.ts'
import { createHttpApi } from './http/http-api.ts'
import { MarketState } from './market/market-state.ts'
import { createPages, type Pages } from './pages.ts'
import { createStaticAssets } from './static-assets.ts'
import { storedName } from './stored-name.ts'
import { streamMetrics } from './stream-metrics.ts'
import { streamOptions } from './stream-settings.ts'
import { systemClock } from './system-clock.ts'
import { listen, type WebHandler, type WebServer } from './web-server.ts'

const development = process.argv.includes('--development')
const root = join(import.meta.dirname, '..')
const closeGraceMs = 500
/** The longest answer, 400 KB, at 7 KB a second. */
const answerTimeoutMs = 60_000
/** Files, the store, feeds, pages and handshakes under way. */
const descriptorsOfOurs = 100

await run(configurationOrExit())

async function run(config: Config): Promise<void> {
  const log = pino({ level: config.LOG_LEVEL }, pino.destination({ dest: 2, sync: true }))
  const clock = systemClock
  let store: BarStore | undefined
  let broadcaster: Broadcaster | undefined
  const market: MarketState = new MarketState({
    epoch: randomBytes(8).toString('hex'),
    prepare: (definition) => store?.withKnownScale(definition) ?? definition,
  })
  const feeds = await Feeds.create({
    config,
    clock,
    onProblem: (problem) => log.warn(problem, 'a feed has a problem'),
    onLost: (lost) => store?.lost(lost),
    onAwaited: (awaited) => store?.awaited(awaited),
    recorded: (id, dayMs) => store?.bars.read(id, '1d', dayMs, dayMs + 1, 1)[0],
    onChange(states, changed) {
      log[changed.state === 'failed' ? 'error' : 'info'](changed, 'feed')
      store?.feedChanged(changed)
      broadcaster?.setFeeds(states)
    },
  })
  const opened = openStore(config, market, feeds, log)
  store = opened
  const conflator = new Conflator(market, clock, opened.bars)
  const stream = new Broadcaster({
    market,
    conflation: conflator,
    clock,
    options: { ...streamOptions(config), connectionsMax: connectionsMax(config, log) },
    authenticate: createAuthentication(config, clock.now, (problem) =>
      log.warn(problem, 'tokens cannot be checked: the keys at AUTH_JWKS_URL cannot be had'),
    ),
    random: Math.random,
    onBarsWanted: opened.opened,
  })
  broadcaster = stream
  opened.onFilled((id, lengthMs) => {
    stream.barsFilled(id, lengthMs)
    feeds.barsFilled(id)
  })
  stream.setFeeds(feeds.states())
  const api = createHttpApi({
    market,
    bars: opened.history,
    feeds: () => feeds.states(),
    store: opened.health,
    draining: () => stream.viewers.draining,
    metrics: [opened.metrics, () => streamMetrics(market, conflator, stream)],
    now: clock.now,
    onError: (error, path) => log.error({ err: error, path }, 'cannot answer'),
    backfill: opened.backfill,
    fillMissing: opened.fillMissing,
  })
  const pages = createPages({ development, hostname: config.HOST, port: config.PORT, directory: root })
  const assets = development ? [] : [createStaticAssets(join(root, '.next'))]
  const web = await startListening(config, [createStreamHandler(stream), api, ...assets, pageHandler(pages, log)])
  console.log(`Ticklane is serving at ${web.url}`)
  conflator.start()
  stream.start()

  const rolling = setInterval(() => {
    market.rollDays(clock.now())
    market.settleLast(clock.now())
  }, 1_000)
  crashOnFault(log)
  stopOnSignal(log, async () => {
    clearInterval(rolling)
    const cutMs = clock.now() + config.DRAIN_SECONDS * 1_000
    const drained = stream.drain('restarting')
    await feeds.stop()
    // Still listening: who comes now is told that the server goes, and so is a load balancer that asks whether it is ready.
    await drained
    conflator.stop()
    await web.close(Math.max(closeGraceMs, cutMs - clock.now()))
    await opened.close()
    // In development Next has watchers and workers to end, and takes its time: nothing of ours depends on them.
    if (!development) await pages.close()
  })
  await feeds.start(market)
}

function openStore(config: Config, market: MarketState, feeds: Feeds, log: Logger): BarStore {
  try {
    const keyOf = (definition: InstrumentDefinition) => storedName(definition, config)
    return openBarStore({ directory: config.DATA_DIR, market, feeds, clock: systemClock, log, keyOf })
  } catch (error) {
    if (!(error instanceof HistoryError)) throw error
    console.error(`DATA_DIR=${JSON.stringify(config.DATA_DIR)}: ${error.message}`)
    process.exit(1)
  }
}

async function startListening(config: Config, handlers: readonly WebHandler[]): Promise<WebServer> {
  const { HOST, PORT, TLS_CERT_FILE, TLS_KEY_FILE, HANDSHAKE_SECONDS, MAX_CONNECTIONS } = config
  const hasTls = TLS_CERT_FILE !== undefined && TLS_KEY_FILE !== undefined
  try {
    return await listen({
      host: HOST,
      port: PORT,
      tls: hasTls ? { certificateFile: TLS_CERT_FILE, keyFile: TLS_KEY_FILE } : undefined,
      headersTimeoutMs: HANDSHAKE_SECONDS * 1_000,
      answerTimeoutMs,
      // Viewers, and as many again for pages and handshakes under way.
      socketsMax: MAX_CONNECTIONS * 2,
      handlers,
    })
  } catch (error) {
    console.error(
      `Cannot listen on ${HOST}:${PORT}, as HOST and PORT say: ${error instanceof Error ? error.message : String(error)}`,
    )
    process.exit(1)
  }
}

/** Beyond the system's limit connections are cut without a word; ours refuses them with one. */
function connectionsMax({ MAX_CONNECTIONS }: Config, log: Logger): number {
  const descriptors = descriptorsMax()
  if (descriptors === undefined) return MAX_CONNECTIONS
  if (MAX_CONNECTIONS > descriptors) {
    log.warn(
      `MAX_CONNECTIONS=${MAX_CONNECTIONS} is more than this process may have open: expected at most ${descriptors} (ulimit -n)`,
    )
  }
  return Math.max(1, Math.min(MAX_CONNECTIONS, descriptors - descriptorsOfOurs))
}

/** Everything that no stage took: the pages, and their hot reload in development. */
function pageHandler(pages: Pages, log: Logger): WebHandler {
  return {
    request(request, response) {
      pages.handle(request, response).catch((error: unknown) => {
        log.error({ err: error, path: pathOnly(request.url) }, 'cannot render')
        if (!response.headersSent) response.writeHead(500)
        response.end()
      })
      return true
    },
    upgrade(request, socket, head) {
      pages.upgrade(request, socket, head).catch((error: unknown) => {
        log.error({ err: error, path: pathOnly(request.url) }, 'cannot upgrade')
        socket.destroy()
      })
      return true
    },
  }
}

/** A query may hold a token. */
function pathOnly(url: string | undefined): string {
  return (url ?? '').replace(/[?#].*$/s, '')
}

/**
 * Next listens for uncaught exceptions, writes them to the console and goes on. Ours must not: after a programmer's fault the
 * process is in a state that nobody thought of, and whoever supervises it starts it anew.
 */
function crashOnFault(log: Logger): void {
  if (development) return
  process.on('uncaughtException', (error) => {
    log.fatal({ err: error }, 'a fault of the program')
    process.exit(1)
  })
}

/** The first signal stops in good order; a second one at once. */
function stopOnSignal(log: Logger, stop: () => Promise<void>): void {
  let stopping = false
  const onSignal = (signal: NodeJS.Signals) => {
    if (stopping) process.exit(1)
    stopping = true
    log.info({ signal }, 'stopping')
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'cannot stop in good order')
        process.exit(1)
      },
    )
  }
  process.on('SIGTERM', onSignal)
  process.on('SIGINT', onSignal)
}
