import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { Duplex } from 'node:stream'

/** What answers a request or takes over a socket: the first that returns true. The last one must. */
export interface WebHandler {
  readonly request?: (request: IncomingMessage, response: ServerResponse, path: string) => boolean
  readonly upgrade?: (request: IncomingMessage, socket: Duplex, head: Buffer, path: string) => boolean
}

export interface WebServerOptions {
  readonly host: string
  readonly port: number
  /** PEM files: https and wss instead of http and ws. */
  readonly tls: { readonly certificateFile: string; readonly keyFile: string } | undefined
  /** A client that has not sent its headers by then is cut off. */
  readonly headersTimeoutMs: number
  /** So is one that has not read its answer by then, or is silent for so long in the middle of it: it would be kept in memory. */
  readonly answerTimeoutMs: number
  /** Sockets of all kinds together; more are refused by the kernel's side of the server. */
  readonly socketsMax: number
  readonly handlers: readonly WebHandler[]
}

export interface WebServer {
  /** `http://127.0.0.1:3000` */
  readonly url: string
  /** Stops accepting; resolves when the last connection has ended or after `graceMs`, when the rest are cut. */
  close(graceMs: number): Promise<void>
}

/**
 * One packet may hold seven hundred requests, which Node hands over all at once: of a connection so many may wait for their
 * answers. Browsers send one after the other.
 */
const waitingMax = 16

/** Rejects with the system's error (EADDRINUSE, EACCES) when it cannot listen. */
export async function listen(options: WebServerOptions): Promise<WebServer> {
  const server = createListener(options)
  server.maxConnections = options.socketsMax
  server.timeout = options.answerTimeoutMs
  // Sockets that were upgraded are no longer the server's: it waits for them at its end but cannot cut them.
  const sockets = new Set<Duplex>()
  server.on('connection', (socket: Duplex) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // Between here and a handler that takes it, nobody else listens: an aborted handshake must not end the process.
    socket.on('error', () => socket.destroy())
    const path = pathOf(request)
    if (path !== undefined) {
      for (const handler of options.handlers) if (handler.upgrade?.(request, socket, head, path) === true) return
    }
    socket.destroy()
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, options.host, () => {
      server.off('error', reject)
      resolve()
    })
  })
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : options.port
  const host = options.host.includes(':') ? `[${options.host}]` : options.host
  return {
    url: `${options.tls === undefined ? 'http' : 'https'}://${host}:${port}`,
    close: (graceMs) => close(server, sockets, graceMs),
  }
}

function createListener(options: WebServerOptions): Server {
  const waiting = new WeakMap<Duplex, number>()
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    cutUnread(response, options.answerTimeoutMs)
    const { socket } = request
    const before = waiting.get(socket) ?? 0
    waiting.set(socket, before + 1)
    response.once('close', () => waiting.set(socket, (waiting.get(socket) ?? 1) - 1))
    if (before >= waitingMax) {
      const text = `Cannot answer: ${before} requests of this connection wait for their answers, the most allowed\n`
      response.writeHead(503, { 'content-type': 'text/plain', 'retry-after': '1' }).end(text)
      return
    }
    const path = pathOf(request)
    if (path === undefined) {
      const target = JSON.stringify((request.url ?? '').slice(0, 80))
      response
        .writeHead(400, { 'content-type': 'text/plain' })
        .end(`Cannot answer ${target}: expected a path that begins with /\n`)
      return
    }
    for (const handler of options.handlers) if (handler.request?.(request, response, path) === true) return
    response.writeHead(404).end()
  }
  const settings = {
    // Node looks for late handshakes every 30 s by itself, which would be added to every limit.
    connectionsCheckingInterval: 1_000,
    headersTimeout: options.headersTimeoutMs,
    requestTimeout: options.headersTimeoutMs * 2,
    // `curl --http2` and others offer `Upgrade: h2c` with plain requests: those are answered as what they are.
    shouldUpgradeCallback: (request: IncomingMessage) => /^websocket$/i.test(request.headers.upgrade ?? ''),
  }
  if (options.tls === undefined) return createServer(settings, answer)
  const { certificateFile, keyFile } = options.tls
  // The handshake of TLS comes before all that Node's limits on requests know of, and has two minutes by itself.
  const handshake = {
    handshakeTimeout: options.headersTimeoutMs,
    cert: readFileSync(certificateFile),
    key: readFileSync(keyFile),
  }
  return createSecureServer({ ...settings, ...handshake }, answer)
}

/** From the moment that the answer is complete: a stream of events never is. */
function cutUnread(response: ServerResponse, timeoutMs: number): void {
  response.once('prefinish', () => {
    const timer = setTimeout(() => response.destroy(), timeoutMs)
    response.once('close', () => clearTimeout(timer))
  })
}

/**
 * The path alone, without query or fragment. A whole URL, as a proxy is asked (RFC 9112, 3.2.2), becomes what it names here;
 * undefined for what names nothing: `*`, an authority.
 */
function pathOf(request: IncomingMessage): string | undefined {
  let target = request.url ?? '/'
  const origin = /^https?:\/\/[^/?#]*/i.exec(target)?.[0]
  if (origin !== undefined) {
    const rest = target.slice(origin.length)
    target = rest.startsWith('/') ? rest : `/${rest}`
    request.url = target
  }
  if (!target.startsWith('/')) return undefined
  const end = target.search(/[?#]/)
  return end < 0 ? target : target.slice(0, end)
}

async function close(server: Server, sockets: ReadonlySet<Duplex>, graceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeIdleConnections()
  const cut = setTimeout(() => {
    for (const socket of sockets) socket.destroy()
  }, graceMs)
  await closed
  clearTimeout(cut)
}
