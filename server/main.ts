/**
 * Composition root: reads the configuration, builds the stages and joins them.
 *
 *   venue -> ingest -> market -> conflate -> broadcast -> wire
 */
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { pino } from 'pino'
import { memoryOnly } from '../lib/market/bar-history.ts'
import { Conflator } from './conflate/conflator.ts'
import { ConfigError, type Config, readConfig } from './config.ts'
import { Feeds } from './feeds.ts'
import { createHttpApi } from './http/http-api.ts'
import { MarketState } from './market/market-state.ts'
import { createPages } from './pages.ts'
import { systemClock } from './system-clock.ts'
import { listen } from './web-server.ts'

const development = process.argv.includes('--development')
const root = join(import.meta.dirname, '..')
const closeGraceMs = 2_000

await run(configuration())

function configuration(): Config {
  try {
    return readConfig(process.env)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    console.error(error.message)
    process.exit(2)
  }
}

async function run(config: Config): Promise<void> {
  const log = pino({ level: config.LOG_LEVEL }, pino.destination({ dest: 2, sync: false }))
  const clock = systemClock
  const market = new MarketState({ epoch: randomBytes(8).toString('hex') })
  const conflator = new Conflator(market, clock)
  const feeds = new Feeds((states) => log.info({ feeds: states }, 'feeds'))
  let draining = false

  const api = createHttpApi({
    market,
    bars: memoryOnly(market.bars),
    feeds: () => feeds.states(),
    store: () => ({ state: 'off', reason: 'bars are kept in memory' }),
    draining: () => draining,
    metrics: [],
    now: clock.now,
    onError: (error, path) => log.error({ err: error, path }, 'cannot answer'),
  })
  const pages = createPages({ development, hostname: config.HOST, port: config.PORT, directory: root })
  const web = await listen({
    host: config.HOST,
    port: config.PORT,
    tls: undefined,
    headersTimeoutMs: 10_000,
    handlers: [
      api,
      {
        request(request, response) {
          pages.handle(request, response).catch((error: unknown) => {
            log.error({ err: error, url: request.url }, 'cannot render')
            if (!response.headersSent) response.writeHead(500)
            response.end()
          })
          return true
        },
        upgrade(request, socket, head) {
          pages.upgrade(request, socket, head).catch((error: unknown) => {
            log.error({ err: error, url: request.url }, 'cannot upgrade')
            socket.destroy()
          })
          return true
        },
      },
    ],
  })
  console.log(`Ticklane is serving at ${web.url}`)
  conflator.start()
  await feeds.start(config.FEED, market, {
    config,
    clock,
    onProblem: (problem) => log.warn(problem, 'a message of a feed was skipped'),
  })

  const stop = async (signal: NodeJS.Signals) => {
    if (draining) process.exit(1)
    draining = true
    log.info({ signal }, 'stopping')
    await feeds.stop()
    conflator.stop()
    await web.close(closeGraceMs)
    await pages.close()
    process.exit(0)
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
}
