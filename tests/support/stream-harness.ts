import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { type InstrumentId, priceTicks, sizeLots } from '../../lib/market/units.ts'
import { Broadcaster } from '../../server/broadcast/broadcaster.ts'
import { createStreamHandler } from '../../server/broadcast/stream-handler.ts'
import { defaultStreamOptions, type StreamOptions } from '../../server/broadcast/stream-options.ts'
import type { Authenticate } from '../../server/broadcast/token-renewal.ts'
import { Conflator } from '../../server/conflate/conflator.ts'
import { MarketState } from '../../server/market/market-state.ts'
import { ManualClock } from './manual-clock.ts'
import { StreamViewer } from './stream-viewer.ts'

/** A flush instant of every tier. */
export const startMs = Date.parse('2024-08-09T10:00:00Z')

/** The real market, conflate and broadcast stages behind real sockets, at a time that passes only when told to. */
export class StreamHarness {
  readonly clock = new ManualClock(startMs)
  readonly market: MarketState
  readonly conflator: Conflator
  readonly broadcaster: Broadcaster
  readonly #server: Server
  readonly #viewers: StreamViewer[] = []
  url = ''

  private constructor(options: Partial<StreamOptions>, authenticate: Authenticate | undefined, epoch: string) {
    this.market = new MarketState({ epoch })
    this.conflator = new Conflator(this.market, this.clock)
    this.broadcaster = new Broadcaster({
      market: this.market,
      conflation: this.conflator,
      clock: this.clock,
      options: { ...defaultStreamOptions, ...options },
      authenticate,
      random: () => 0.5,
    })
    const handler = createStreamHandler(this.broadcaster)
    const pathOf = (request: IncomingMessage) => (request.url ?? '').split('?')[0] ?? ''
    this.#server = createServer((request, response) => {
      if (!handler.request(request, response, pathOf(request))) response.writeHead(404).end()
    })
    this.#server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      socket.on('error', () => socket.destroy())
      if (!handler.upgrade(request, socket, head, pathOf(request))) socket.destroy()
    })
  }

  static async start(
    options: Partial<StreamOptions> = {},
    authenticate?: Authenticate,
    epoch = 'test-epoch',
  ): Promise<StreamHarness> {
    const harness = new StreamHarness(options, authenticate, epoch)
    harness.#server.listen(0, '127.0.0.1')
    await once(harness.#server, 'listening')
    const address = harness.#server.address()
    if (address === null || typeof address === 'string') throw new Error('The test server has no port')
    harness.url = `http://127.0.0.1:${address.port}`
    harness.conflator.start()
    harness.broadcaster.start()
    return harness
  }

  /** Connections on which nothing is said for so long, in real time, are cut, as the web server does. */
  cutSilent(afterMs: number): void {
    this.#server.timeout = afterMs
  }

  async stop(): Promise<void> {
    this.conflator.stop()
    for (const viewer of this.#viewers) viewer.terminate()
    this.#server.closeAllConnections()
    this.#server.close()
    await once(this.#server, 'close')
  }

  async connect(encoding: 'binary' | 'json'): Promise<StreamViewer> {
    const viewer = await StreamViewer.connect(this.url, encoding)
    this.#viewers.push(viewer)
    return viewer
  }

  define(symbol: string): InstrumentId {
    return this.market.define({
      symbol,
      venue: 'SIM',
      name: symbol,
      base: symbol,
      quote: 'USD',
      assetClass: 'crypto',
      session: 'continuous',
      origin: 'simulated',
      tickSize: '0.01',
      lotSize: '0.001',
    })
  }

  trade(id: InstrumentId, price: number, size: number): void {
    const now = this.clock.now()
    this.market.trade(id, priceTicks(price), sizeLots(size), 'buy', now, now, 0)
  }

  quote(id: InstrumentId, bid: number, bidSize: number, ask: number, askSize: number): void {
    const now = this.clock.now()
    this.market.quote(id, priceTicks(bid), sizeLots(bidSize), priceTicks(ask), sizeLots(askSize), now, now)
  }
}
