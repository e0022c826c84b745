import type { StreamEnvironment } from './environment.ts'
import { type JsonCodec, jsonCodec } from './json-codec.ts'
import type { OpenTransport } from './transport.ts'
import type { FallbackOptions } from './transport-fallback.ts'
import { pollTransport } from './transport-poll.ts'
import { eventSourceTransport } from './transport-sse.ts'

/** What a page needs where a socket with binary frames is not to be had. */
export interface Fallback {
  readonly json: JsonCodec
  transports(
    environment: StreamEnvironment,
    options: FallbackOptions,
  ): { readonly sse: OpenTransport; readonly poll: OpenTransport }
}

export const fallback: Fallback = {
  json: jsonCodec,
  transports: (environment, options) => ({
    sse: eventSourceTransport(environment, options),
    poll: pollTransport(environment, options),
  }),
}
