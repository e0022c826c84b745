import { type IncomingMessage, STATUS_CODES } from 'node:http'
import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { type Server, WebSocket, WebSocketServer } from 'ws'
import type { Encoding } from '../../lib/protocol/conflation.ts'
import { subprotocolBinary, subprotocolJson } from '../../lib/protocol/messages.ts'
import type { Broadcaster } from './broadcaster.ts'
import { admit, problemBody } from './handshake.ts'
import { Session } from './session.ts'
import type { RefusalAnswer } from './viewers.ts'
import { WebSocketTransport } from './websocket-transport.ts'

/** A socket that knows its session, so that all sockets share the same few listeners. */
class ViewerSocket extends WebSocket {
  session: Session | undefined = undefined
}

/** `/stream`. */
export class WebSocketEndpoint {
  readonly #broadcaster: Broadcaster
  readonly #server: Server<typeof ViewerSocket>
  readonly #onMessage: (this: WebSocket, data: unknown, isBinary: boolean) => void
  /** A ping or a pong. */
  readonly #onControl: (this: WebSocket) => void
  readonly #onClose: (this: WebSocket) => void
  readonly #onError: (this: WebSocket, error: Error) => void

  constructor(broadcaster: Broadcaster) {
    this.#broadcaster = broadcaster
    this.#server = new WebSocketServer<typeof ViewerSocket>({
      noServer: true,
      clientTracking: false,
      // Shared frames go to the raw socket: nothing may be between (and it costs more than it saves on packed records).
      perMessageDeflate: false,
      maxPayload: broadcaster.options.messageBytesMax,
      handleProtocols: (protocols) => chooseSubprotocol([...protocols]) ?? false,
      WebSocket: ViewerSocket,
    })
    this.#onMessage = function (data, isBinary) {
      if (!(this instanceof ViewerSocket) || this.session === undefined) return
      if (isBinary) broadcaster.end(this.session, 'unsupportedData')
      else broadcaster.receive(this.session, String(data))
    }
    const { messagesPerSecondMax } = broadcaster.options
    this.#onControl = function () {
      if (!(this instanceof ViewerSocket) || this.session === undefined) return
      const { session } = this
      // Reading a control frame is work, and a ping has its answer: they count as messages do.
      session.messagesThisSecond += 1
      if (session.messagesThisSecond > 2 * messagesPerSecondMax) broadcaster.end(session, 'tooManyMessages')
      // It goes on after its end, and need not answer the close frame.
      if (session.messagesThisSecond > 4 * messagesPerSecondMax) this.terminate()
      else if (!session.closed) broadcaster.heard(session)
    }
    this.#onClose = function () {
      if (this instanceof ViewerSocket && this.session !== undefined) broadcaster.gone(this.session)
    }
    // The connection ends by itself, and `close` follows.
    this.#onError = (error) => {
      if ('code' in error && error.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH') broadcaster.counters.closed.messageTooBig += 1
      else broadcaster.counters.socketErrors += 1
    }
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const offered = request.headers['sec-websocket-protocol']
    if (offered !== undefined && chooseSubprotocol(offered.split(',').map((name) => name.trim())) === undefined) {
      const text = `No subprotocol of ${JSON.stringify(offered.slice(0, 100))} is spoken here: expected ${subprotocolBinary} or ${subprotocolJson}`
      refuseUpgrade(socket, this.#broadcaster.viewers.refuse('subprotocol', 400, text))
      return
    }
    admit(this.#broadcaster, request, (result) => {
      if (socket.destroyed) return
      if ('refusal' in result) {
        refuseUpgrade(socket, result)
        return
      }
      this.#server.handleUpgrade(request, socket, head, (websocket) => {
        if (!(socket instanceof Socket)) {
          websocket.terminate()
          return
        }
        const encoding: Encoding = websocket.protocol === subprotocolBinary ? 'binary' : 'json'
        const transport = new WebSocketTransport(websocket, socket, encoding)
        const session = new Session(transport, result.address, this.#broadcaster.clock.now())
        session.authorizedUntilMs = result.authorizedUntilMs
        websocket.session = session
        websocket.on('message', this.#onMessage)
        websocket.on('ping', this.#onControl)
        websocket.on('pong', this.#onControl)
        websocket.on('close', this.#onClose)
        websocket.on('error', this.#onError)
        this.#broadcaster.open(session)
      })
    })
  }
}

/** The client's first choice among those we speak. */
function chooseSubprotocol(offered: readonly string[]): string | undefined {
  return offered.find((name) => name === subprotocolBinary || name === subprotocolJson)
}

function refuseUpgrade(socket: Duplex, { refusal, httpStatus, text }: RefusalAnswer): void {
  const body = problemBody(httpStatus, text, refusal)
  const retry = httpStatus === 503 || httpStatus === 429 ? 'Retry-After: 5\r\n' : ''
  const challenge = httpStatus === 401 ? 'WWW-Authenticate: Bearer\r\n' : ''
  socket.once('finish', () => socket.destroy())
  socket.end(
    `HTTP/1.1 ${httpStatus} ${STATUS_CODES[httpStatus] ?? ''}\r\nConnection: close\r\nContent-Type: application/problem+json\r\n` +
      `${retry}${challenge}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )
}
