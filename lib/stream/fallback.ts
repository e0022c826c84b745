import type { StreamEnvironment } from './environment.ts'
import { type JsonCodec, jsonCodec } from './json-codec.ts'
import type { Reach } from './reach.ts'
import { ServerReach } from './server-reach.ts'
import type { OpenTransport } from './transport.ts'
import type { FallbackOptions } from './transport-fallback.ts'
import { pollTransport } from './transport-poll.ts'
import { eventSourceTransport } from './transport-sse.ts'

/** What a page needs where a socket with binary frames is not to be had, and to find out why. */
export interface Fallback {
  readonly json: JsonCodec
  reach(environment: StreamEnvironment, url: string): Reach
  transports(
    environment: StreamEnvironment,
    options: FallbackOptions,
  ): { readonly sse: OpenTransport; readonly poll: OpenTransport }
}

export const fallback: Fallback = {
  json: jsonCodec,
  reach: (environment, url) => new ServerReach(environment, url),
  transports: (environment, options) => ({
    sse: eventSourceTransport(environment, options),
    poll: pollTransport(environment, options),
  }),
}
