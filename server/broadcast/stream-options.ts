/** Limits and times of the stream (P9). Whoever composes the server reads them from the environment. */
export interface StreamOptions {
  /** Origins that browsers may connect from, exactly as they send them; empty: any. Clients that send none are accepted. */
  readonly originsAllowed: readonly string[]
  readonly connectionsMax: number
  readonly connectionsPerAddressMax: number
  /** A client behind this many trusted proxies has its address in `X-Forwarded-For`; 0: the socket's. */
  readonly trustedProxies: number
  readonly subscriptionsMax: number
  /** Instruments of all subscriptions of one connection together. */
  readonly symbolsMax: number
  readonly messageBytesMax: number
  readonly messagesPerSecondMax: number
  /** So many invalid messages, and the connection is closed with 1008. */
  readonly invalidMessagesMax: number
  /** Nothing subscribed for this long: 4004. */
  readonly idleMs: number
  /** Nothing heard for this long: a ping. */
  readonly pingAfterMs: number
  /** Nothing heard for this long: 4003. */
  readonly silentMs: number
  /** Bytes of earlier flushes that the kernel has not taken yet; with more of them the viewer is paused. */
  readonly bufferedBytesMax: number
  /** A sequence not acknowledged for this long: the viewer is paused. */
  readonly ackMs: number
  /** Paused for this long without catching up: 4002. */
  readonly stalledMs: number
  /** Each stream gets a state check at least this often (P5: 5 s). */
  readonly checkMs: number
  /** A long poll without a request for this long is forgotten. */
  readonly pollExpiryMs: number
  /** A long poll waits this long for a change. */
  readonly pollWaitMs: number
  /** Reconnects after a drain are spread over this time. */
  readonly reconnectSpreadMs: number
  /** Connections still open this long after `bye` are cut. */
  readonly drainMs: number
}

export const defaultStreamOptions: StreamOptions = {
  originsAllowed: [],
  connectionsMax: 20_000,
  connectionsPerAddressMax: 1_000,
  trustedProxies: 0,
  subscriptionsMax: 200,
  symbolsMax: 5_000,
  messageBytesMax: 16_384,
  messagesPerSecondMax: 50,
  invalidMessagesMax: 20,
  idleMs: 300_000,
  pingAfterMs: 15_000,
  silentMs: 45_000,
  bufferedBytesMax: 65_536,
  ackMs: 10_000,
  stalledMs: 60_000,
  checkMs: 4_900,
  pollExpiryMs: 30_000,
  pollWaitMs: 20_000,
  reconnectSpreadMs: 10_000,
  drainMs: 5_000,
}
