import { z } from 'zod'
import type { BackfillState } from '../../lib/market/history-source.ts'
import { type Endpoint, endpoint } from './endpoint.ts'
import type { HttpDeps } from './http-deps.ts'
import type { Metrics } from './metrics.ts'

const none = z.object({})

export function operationsEndpoints(deps: HttpDeps, metrics: Metrics): Endpoint[] {
  return [livenessEndpoint(), readinessEndpoint(deps), metricsEndpoint(metrics)]
}

function livenessEndpoint(): Endpoint {
  return endpoint({
    path: '/healthz',
    tag: 'operations',
    summary: 'Is the process alive',
    description: '200 as long as the process answers at all.',
    query: none,
    response: {
      type: 'application/json',
      description: 'Alive.',
      schema: z.object({ status: z.literal('ok'), uptimeSeconds: z.int() }),
    },
    problems: [],
    answer: () => json(200, { status: 'ok', uptimeSeconds: Math.floor(process.uptime()) }),
  })
}

const check = z.object({ name: z.string(), ready: z.boolean(), detail: z.string() })

function readinessEndpoint(deps: HttpDeps): Endpoint {
  return endpoint({
    path: '/readyz',
    tag: 'operations',
    summary: 'Should viewers be sent here',
    description:
      '200 when at least one feed delivers (one venue of several being down is shown to viewers as stale, and must not cost them the ' +
      'others), bars can be stored, and the server is not about to stop; else 503. The body names every check either way.',
    query: none,
    response: {
      type: 'application/json',
      description: 'Ready.',
      schema: z.object({ status: z.enum(['ready', 'not_ready']), checks: z.array(check) }),
    },
    problems: [],
    answer() {
      const feeds = deps.feeds()
      const delivering = feeds.some(({ state }) => state === 'connected' || state === 'finished')
      const store = deps.store()
      const draining = deps.draining()
      const checks: z.infer<typeof check>[] = [
        { name: 'accepting', ready: !draining, detail: draining ? 'stopping' : 'yes' },
        { name: 'feeds', ready: delivering, detail: delivering ? 'delivering' : 'none delivers' },
        {
          name: 'store',
          ready: store.state !== 'failing',
          detail: store.reason === '' ? store.state : `${store.state}: ${store.reason}`,
        },
        ...feeds.map(({ feed, state, reason }) => ({
          name: `feed ${feed}`,
          ready: state === 'connected' || state === 'finished',
          detail: reason === '' ? state : `${state}: ${reason}`,
        })),
        // For people: prices flow all the same while a past is being fetched.
        ...(deps.backfill?.() ?? []).map((state) => ({ name: `history ${state.venue}`, ready: true, detail: progressOf(state) })),
      ]
      const ready = delivering && store.state !== 'failing' && !draining
      return json(ready ? 200 : 503, { status: ready ? 'ready' : 'not_ready', checks })
    },
  })
}

function progressOf({ waiting, current }: BackfillState): string {
  if (current === undefined) return waiting === 0 ? 'complete' : `${waiting} spans to fill`
  const share = (current.doneToMs - current.fromMs) / (current.toMs - current.fromMs)
  return `filling ${current.symbol} ${current.interval}, ${Math.floor(share * 100)} % of it; ${waiting} more spans to fill`
}

function metricsEndpoint(metrics: Metrics): Endpoint {
  return endpoint({
    path: '/metrics',
    tag: 'operations',
    summary: 'Figures for Prometheus',
    description: 'Text exposition format: the process, the stages, and the HTTP side itself.',
    query: none,
    response: { type: 'text/plain', description: 'Metrics.', schema: z.string() },
    problems: [],
    answer: async () =>
      new Response(await metrics.text(), { headers: { 'content-type': metrics.contentType, 'cache-control': 'no-store' } }),
  })
}

function json(status: number, body: unknown): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
  })
}
