import type { IncomingMessage, ServerResponse } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import { cors } from 'hono/cors'
import { HistoryError } from '../../lib/market/bar-history.ts'
import { descriptionEndpoints } from './description-endpoints.ts'
import type { Endpoint } from './endpoint.ts'
import type { HttpDeps } from './http-deps.ts'
import { InstrumentSearch } from './instrument-search.ts'
import { marketEndpoints } from './market-endpoints.ts'
import { createMetrics, type Metrics } from './metrics.ts'
import { operationsEndpoints } from './operations-endpoints.ts'
import { ProblemError, problemResponse } from './problem.ts'
import { udfEndpoints } from './udf-endpoints.ts'

/** Takes the paths that are ours; a handler of the web server (server/web-server.ts). */
export interface HttpApi {
  /** False: not a path of this side. */
  request(request: IncomingMessage, response: ServerResponse, path: string): boolean
}

/** `/api/*` but for `/api/stream` and `/api/poll`, `/udf/*`, `/healthz`, `/readyz`, `/metrics`. */
export function createHttpApi(deps: HttpDeps): HttpApi {
  const metrics = createMetrics(deps.metrics)
  const search = new InstrumentSearch(deps.market.instruments)
  const described = [...marketEndpoints(deps, search), ...udfEndpoints(deps, search), ...operationsEndpoints(deps, metrics)]
  const endpoints = [...described, ...descriptionEndpoints(described)]
  const app = createApp(endpoints, deps, metrics)
  const listener = getRequestListener((request) => app.fetch(request), {
    // Next runs in this process and uses the platform's Request and Response.
    overrideGlobalObjects: false,
    errorHandler: () =>
      problemResponse(new ProblemError('invalid_parameters', 'Cannot read the request: its URL or Host header is malformed'), ''),
  })
  return {
    request(request, response, path) {
      if (!isOurs(path)) return false
      listener(request, response).catch((error: unknown) => {
        deps.onError(error, path)
        response.destroy()
      })
      return true
    },
  }
}

const streamPaths = new Set(['/api/stream', '/api/poll'])
const operationPaths = new Set(['/healthz', '/readyz', '/metrics'])

function isOurs(path: string): boolean {
  if (streamPaths.has(path)) return false
  return operationPaths.has(path) || path === '/api' || path === '/udf' || path.startsWith('/api/') || path.startsWith('/udf/')
}

function createApp(endpoints: readonly Endpoint[], deps: HttpDeps, metrics: Metrics): Hono {
  const app = new Hono()
  const routes = new Set(endpoints.map(({ path }) => path))
  app.use('*', async (context, next) => {
    const startedMs = performance.now()
    await next()
    context.res.headers.set('x-content-type-options', 'nosniff')
    const route = routes.has(context.req.path) ? context.req.path : 'other'
    metrics.answered(route, context.res.status, (performance.now() - startedMs) / 1000)
  })
  // Prices are public and no cookie is read: any page may ask.
  app.use(
    '*',
    cors({ origin: '*', allowMethods: ['GET', 'HEAD', 'OPTIONS'], exposeHeaders: ['ETag', 'Retry-After'], maxAge: 86_400 }),
  )
  app.use('*', async (context, next) => {
    if (context.req.method === 'GET' || context.req.method === 'HEAD') return next()
    throw new ProblemError('method_not_allowed', `Cannot ${context.req.method.slice(0, 20)}: expected GET, HEAD or OPTIONS`)
  })
  for (const { path, answer } of endpoints) {
    app.get(path, (context) => answer(context.req.raw, new URL(context.req.url).searchParams))
  }
  app.notFound((context) =>
    problemResponse(
      new ProblemError('not_found', 'Nothing is served here; /api/docs lists what is'),
      pathAndQuery(context.req.url),
    ),
  )
  app.onError((error, context) => problemResponse(asProblem(error, context.req.path, deps), pathAndQuery(context.req.url)))
  return app
}

function asProblem(error: unknown, path: string, deps: HttpDeps): ProblemError {
  if (error instanceof ProblemError) return error
  if (error instanceof HistoryError && error.code === 'busy') return new ProblemError('busy', error.message)
  deps.onError(error, path)
  if (error instanceof HistoryError) return new ProblemError('unavailable', 'Cannot read stored bars at this moment')
  return new ProblemError('internal', 'Cannot answer: a fault of the server')
}

function pathAndQuery(url: string): string {
  const { pathname, search } = new URL(url)
  return pathname + search
}
