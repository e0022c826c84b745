import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Clock } from '../../lib/market/clock.ts'
import { type InstrumentId, priceTicks, sizeLots } from '../../lib/market/units.ts'
import { Broadcaster } from '../../server/broadcast/broadcaster.ts'
import { createStreamHandler } from '../../server/broadcast/stream-handler.ts'
import { defaultStreamOptions } from '../../server/broadcast/stream-options.ts'
import { Conflator } from '../../server/conflate/conflator.ts'
import { MarketState } from '../../server/market/market-state.ts'
import { Workload } from './workload.ts'

/** The product's market, conflate and broadcast stages with the workload as their feed. */
export class BenchEngine {
  readonly market = new MarketState({ epoch: 'bench' })
  readonly broadcaster: Broadcaster
  readonly conflator: Conflator
  readonly #workload = new Workload()
  readonly #ids: InstrumentId[]
  readonly #clock: Clock

  constructor(clock: Clock) {
    this.#clock = clock
    this.#ids = this.#workload.rows.map((row) =>
      this.market.define({
        symbol: row.symbol,
        venue: 'BENCH',
        name: row.symbol,
        base: row.symbol,
        quote: 'USD',
        assetClass: 'crypto',
        session: 'continuous',
        origin: 'simulated',
        tickSize: '0.01',
        lotSize: '0.001',
      }),
    )
    this.conflator = new Conflator(this.market, clock)
    this.broadcaster = new Broadcaster({
      market: this.market,
      conflation: this.conflator,
      clock,
      options: { ...defaultStreamOptions, connectionsPerAddressMax: 20_000, ackMs: 1e9, silentMs: 1e9, pingAfterMs: 1e9 },
      random: Math.random,
    })
  }

  step(): void {
    this.#workload.step()
    const now = this.#clock.now()
    for (const [index, row] of this.#workload.rows.entries()) {
      const id = this.#ids[index] as InstrumentId
      this.market.quote(id, priceTicks(row.bid), sizeLots(row.bidSize), priceTicks(row.ask), sizeLots(row.askSize), now, now)
      for (let trade = 0; trade < row.trades; trade++) {
        this.market.trade(id, priceTicks(row.last), sizeLots(row.volume / row.trades), 'buy', now, now, trade)
      }
    }
  }

  async listen(): Promise<number> {
    const handler = createStreamHandler(this.broadcaster)
    const server = createServer((_request, response) => response.writeHead(404).end())
    server.on('upgrade', (request: IncomingMessage, socket, head) => {
      socket.on('error', () => socket.destroy())
      handler.upgrade(request, socket, head, request.url ?? '')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return (server.address() as AddressInfo).port
  }
}
