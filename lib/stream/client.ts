import { CoreStreamClient, type StreamClientOptions } from './core-client.ts'
import type { StreamEnvironment } from './environment.ts'
import { fallback } from './fallback.ts'

/** The client with all its transports at hand, where nothing is loaded later: in Node, in tests, in the simulation. */
export class PageStreamClient extends CoreStreamClient {
  constructor(environment: StreamEnvironment, options: StreamClientOptions) {
    super(environment, options, fallback)
  }
}
