import { subprotocolBinary, subprotocolJson } from '../protocol/messages.ts'
import type { StreamEnvironment } from './environment.ts'
import type { JsonCodec } from './json-codec.ts'
import { noCloseFrame, type OpenTransport, type Transport, type TransportHandlers } from './transport.ts'

/** Opens a socket, for binary frames or, with a codec of it, for JSON. */
export function webSocketTransport(environment: StreamEnvironment, url: string, json?: JsonCodec): OpenTransport {
  return (handlers) => openWebSocket(environment, url, json, handlers)
}

function openWebSocket(
  environment: StreamEnvironment,
  url: string,
  json: JsonCodec | undefined,
  handlers: TransportHandlers,
): Transport {
  let open = false
  const socket = environment.openSocket(url, [json === undefined ? subprotocolBinary : subprotocolJson])
  socket.binaryType = 'arraybuffer'
  const detach = () => {
    open = false
    socket.onopen = null
    socket.onmessage = null
    socket.onclose = null
    socket.onerror = null
  }
  socket.onopen = () => {
    open = true
  }
  socket.onmessage = ({ data }) => {
    if (typeof data === 'string') handlers.onText(data)
    else if (data instanceof ArrayBuffer) handlers.onBytes(data)
  }
  socket.onclose = ({ code, reason }) => {
    const opened = open
    detach()
    const otherwise = opened ? 'connection lost' : 'cannot connect'
    handlers.onClosed(code, reason === '' ? otherwise : reason)
  }
  // The close event follows and says what there is to say.
  socket.onerror = () => {
    open = false
  }
  return {
    kind: 'websocket',
    duplex: true,
    json,
    send(text) {
      if (open) socket.send(text)
    },
    demandChanged: () => undefined,
    close() {
      detach()
      socket.close(1000)
    },
  }
}

/** What `openSocket` throws (an address that is none, a page that may not) as a closed transport, which is retried. */
export function closedTransport(error: unknown, kind: Transport['kind'], handlers: TransportHandlers): Transport {
  const reason = error instanceof Error ? error.message : String(error)
  let ended = false
  queueMicrotask(() => {
    if (!ended) handlers.onClosed(noCloseFrame, reason)
  })
  return {
    kind,
    duplex: false,
    json: undefined,
    send: () => undefined,
    demandChanged: () => undefined,
    close() {
      ended = true
    },
  }
}
