import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import next from 'next'

/** The Next.js front end behind our own HTTP server. */
export interface Pages {
  /** Waits for Next to be ready, then answers. Headers of ours must be set before. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>
  /** Hot reload in development; everything else is refused. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void>
  close(): Promise<void>
}

export interface PagesOptions {
  readonly development: boolean
  readonly hostname: string
  readonly port: number
  readonly directory: string
}

export function createPages(options: PagesOptions): Pages {
  // On its first request Next adds an `upgrade` listener of its own to the server it runs behind, and that listener ends
  // sockets it does not know, viewers' among them (next.js#64128). It gets a server that never listens, and only its own
  // upgrades are passed on to that. `app.getUpgradeHandler()` is no way: behind a custom server it does nothing (16.4).
  const behind = createServer()
  // Next reads it from the process. `npm run dev` would report to its makers what the build does not.
  process.env.NEXT_TELEMETRY_DISABLED = '1'
  const app = next({
    dev: options.development,
    dir: options.directory,
    hostname: options.hostname,
    port: options.port,
    quiet: !options.development,
    httpServer: behind,
  })
  const ready = app.prepare()
  // Not an unhandled rejection while nobody has asked for a page yet: the first request reports it.
  ready.catch((error: unknown) => console.error('Cannot start the pages:', error))
  const handleRequest = app.getRequestHandler()

  return {
    async handle(request, response) {
      // There are no forms and no server actions: what Next makes of other methods is a line in the log, and 500 for a file.
      if (!options.development && request.method !== 'GET' && request.method !== 'HEAD') {
        response.writeHead(405, { allow: 'GET, HEAD' }).end()
        return
      }
      await ready
      await handleRequest(request, response)
    },
    async upgrade(request, socket, head) {
      if (!options.development) {
        socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
        return
      }
      await ready
      behind.emit('upgrade', request, socket, head)
    },
    async close() {
      await ready
      await app.close()
    },
  }
}
