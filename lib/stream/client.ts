import type { StreamEnvironment } from './environment.ts'
import { fallback } from './fallback.ts'
import { FlushScheduler } from './flush-scheduler.ts'
import { TableQuoteStore } from './quote-store.ts'
import { type StreamClientOptions, StreamEngine } from './stream-engine.ts'
import { TableRows } from './table-rows.ts'
import { createTopics } from './topic-channels.ts'
import type { QuoteStore, StreamClient } from './types.ts'

/** The client with all its parts at hand and in one thread: in Node, in tests, in the simulation. A browser's is remote-client.ts. */
export class PageStreamClient extends StreamEngine<TableQuoteStore> implements StreamClient {
  constructor(environment: StreamEnvironment, options: StreamClientOptions) {
    super(environment, options, fallback, {
      sink: (table) => new TableQuoteStore(new TableRows(table)),
      flusher: (flush, onFrame) => new FlushScheduler(environment, flush, onFrame),
    })
    this.addTopics(createTopics)
  }

  get quotes(): QuoteStore {
    return this.sink
  }
}
