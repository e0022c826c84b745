import { BarChannel } from './bar-channel.ts'
import { BookChannel } from './book-channel.ts'
import type { Demand } from './demand.ts'
import type { StreamEnvironment } from './environment.ts'
import { QuoteSubscriptions } from './quote-subscriptions.ts'
import type { QuoteTable } from './quote-table.ts'
import type { SubscriptionLine } from './server-subscription.ts'
import { TradeChannel } from './trade-channel.ts'

/** All that a page can watch. */
export class Channels {
  readonly quotes: QuoteSubscriptions
  readonly bars: BarChannel
  readonly trades: TradeChannel
  readonly books: BookChannel

  constructor(environment: StreamEnvironment, line: SubscriptionLine, table: QuoteTable, requestFlush: () => void) {
    this.quotes = new QuoteSubscriptions(environment, line, {
      sourceOf: (symbol) => table.sourceOf(table.rowOf(symbol)),
      unwatched(symbol) {
        // What nobody keeps up to date is stale from now on, should somebody read it.
        table.orphan(table.rowOf(symbol))
        requestFlush()
      },
    })
    table.streamWanted = (row) => this.quotes.streamWanted(table.symbols[row] as string)
    this.bars = new BarChannel(environment, line, table, requestFlush)
    this.trades = new TradeChannel(environment, line, table, requestFlush)
    this.books = new BookChannel(environment, line, table, requestFlush)
  }

  /** All that is wanted, for a transport that cannot be asked. */
  demand(): Demand {
    return [...this.quotes.demand(), ...this.bars.demand(), ...this.trades.demand(), ...this.books.demand()]
  }

  setRateCap(hz: number | undefined): void {
    this.quotes.setRateCap(hz)
    this.bars.setRateCap(hz)
    this.trades.setRateCap(hz)
    this.books.setRateCap(hz)
  }

  refined(symbol: string, priceRatio: number, sizeRatio: number): void {
    this.bars.refined(symbol, priceRatio, sizeRatio)
    this.trades.refined(symbol, priceRatio, sizeRatio)
    this.books.refined(symbol, priceRatio, sizeRatio)
  }

  /** What is held of an instrument is in units that are gone. */
  forget(symbol: string): void {
    this.bars.forget(symbol)
    this.trades.forget(symbol)
    this.books.forget(symbol)
  }

  /** A new connection. `newEpoch`: the server's counters started again. */
  reset(newEpoch: boolean): void {
    this.quotes.reset()
    this.bars.reset()
    this.trades.reset(newEpoch)
    this.books.reset()
  }

  flush(): void {
    this.bars.flush()
    this.trades.flush()
    this.books.flush()
  }

  close(): void {
    this.quotes.close()
    this.bars.close()
    this.trades.close()
    this.books.close()
  }
}
