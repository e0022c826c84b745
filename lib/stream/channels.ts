import type { Demand } from './demand.ts'
import type { StreamEnvironment } from './environment.ts'
import { QuoteSubscriptions } from './quote-subscriptions.ts'
import type { QuoteTable } from './quote-table.ts'
import type { SubscriptionLine } from './server-subscription.ts'
import type { CreateTopics, TopicChannels } from './topic-channels.ts'

/** All that a page can watch. */
export class Channels {
  readonly quotes: QuoteSubscriptions
  /** Undefined until they are added. */
  topics: TopicChannels | undefined
  readonly #parts: Parameters<CreateTopics>
  #cap: number | undefined

  constructor(...parts: [StreamEnvironment, SubscriptionLine, QuoteTable, () => void]) {
    this.#parts = parts
    const [environment, line, table, requestFlush] = parts
    this.quotes = new QuoteSubscriptions(environment, line, {
      sourceOf: (symbol) => table.sourceOf(table.rowOf(symbol)),
      unwatched(symbol) {
        // What nobody keeps up to date is stale from now on, should somebody read it.
        table.orphan(table.rowOf(symbol))
        requestFlush()
      },
    })
    table.streamWanted = (row) => this.quotes.streamWanted(table.symbols[row] as string)
  }

  addTopics(create: CreateTopics): void {
    this.topics = create(...this.#parts)
    this.topics.setRateCap(this.#cap)
  }

  /** All that is wanted, for a transport that cannot be asked. */
  demand(): Demand {
    return [...this.quotes.demand(), ...(this.topics?.demand() ?? [])]
  }

  setRateCap(hz: number | undefined): void {
    this.#cap = hz
    this.quotes.setRateCap(hz)
    this.topics?.setRateCap(hz)
  }

  /** A new connection. `newEpoch`: the server's counters started again. */
  reset(newEpoch: boolean): void {
    this.quotes.reset()
    this.topics?.reset(newEpoch)
  }

  close(): void {
    this.quotes.close()
    this.topics?.close()
  }
}
