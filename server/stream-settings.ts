import { defaultStreamOptions, type StreamOptions } from './broadcast/stream-options.ts'
import type { Config } from './config.ts'

/** The stream's limits and times as the environment sets them. */
export function streamOptions(config: Config): StreamOptions {
  return {
    ...defaultStreamOptions,
    originsAllowed: config.ALLOWED_ORIGINS,
    trustedProxies: config.TRUSTED_PROXIES,
    connectionsMax: config.MAX_CONNECTIONS,
    connectionsPerAddressMax: config.MAX_CONNECTIONS_PER_ADDRESS,
    subscriptionsMax: config.MAX_SUBSCRIPTIONS,
    symbolsMax: config.MAX_SYMBOLS,
    messageBytesMax: config.MAX_MESSAGE_BYTES,
    messagesPerSecondMax: config.MAX_MESSAGES_PER_SECOND,
    invalidMessagesMax: config.MAX_INVALID_MESSAGES,
    bufferedBytesMax: config.MAX_BUFFERED_BYTES,
    idleMs: config.IDLE_SECONDS * 1_000,
    pingAfterMs: config.PING_SECONDS * 1_000,
    silentMs: config.SILENT_SECONDS * 1_000,
    ackMs: config.ACK_SECONDS * 1_000,
    stalledMs: config.STALLED_SECONDS * 1_000,
    reconnectSpreadMs: config.RECONNECT_SPREAD_SECONDS * 1_000,
    drainMs: config.DRAIN_SECONDS * 1_000,
  }
}
