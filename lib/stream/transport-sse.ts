import type { EventSourceLike, StreamEnvironment } from './environment.ts'
import { jsonCodec } from './json-codec.ts'
import { noCloseFrame, type OpenTransport } from './transport.ts'
import { DemandWatch, type FallbackOptions } from './transport-fallback.ts'

/** Server-sent events: `GET /api/stream`. Waits until something is wanted; what is wanted then is in the address. */
export function eventSourceTransport(environment: StreamEnvironment, options: FallbackOptions): OpenTransport {
  return (handlers) => {
    let source: EventSourceLike | undefined
    const close = () => {
      if (source !== undefined) {
        source.onmessage = null
        source.onerror = null
        source.close()
      }
      source = undefined
    }
    const watch = new DemandWatch(environment, options, (query) => {
      close()
      const opened = environment.openEvents(options.address('stream', query))
      if (opened === undefined) {
        handlers.onClosed(noCloseFrame, 'no server-sent events here')
        return
      }
      source = opened
      opened.onmessage = ({ data }) => handlers.onText(String(data))
      // It would try again by itself, and at a pace of its own.
      opened.onerror = () => {
        close()
        watch.close()
        handlers.onClosed(noCloseFrame, 'connection lost')
      }
    })
    watch.changed()
    return {
      kind: 'sse',
      duplex: false,
      json: jsonCodec,
      send: () => undefined,
      demandChanged: () => watch.changed(),
      close() {
        watch.close()
        close()
      },
    }
  }
}
