import { noCloseFrame, type OpenTransport, type Transport, type TransportKind } from './transport.ts'

/** A transport whose code is loaded when it is first opened. */
export function lazyTransport(kind: TransportKind, load: () => Promise<OpenTransport>): OpenTransport {
  return (handlers) => {
    let inner: Transport | undefined
    let ended = false
    load().then(
      (open) => {
        if (!ended) inner = open(handlers)
      },
      (error: unknown) => {
        if (!ended) handlers.onClosed(noCloseFrame, error instanceof Error ? error.message : String(error))
      },
    )
    return {
      kind,
      get duplex() {
        return inner?.duplex === true
      },
      get json() {
        return inner?.json
      },
      send: (text) => inner?.send(text),
      demandChanged: () => inner?.demandChanged(),
      close() {
        ended = true
        inner?.close()
      },
    }
  }
}
