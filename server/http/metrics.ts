import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { MetricSample, MetricSource } from '../../lib/market/metric.ts'

/** Everything behind `/metrics`. */
export interface Metrics {
  readonly contentType: string
  text(): Promise<string>
  /** One answered request. `route` is a path of ours, never what the client sent. */
  answered(route: string, status: number, seconds: number): void
}

export function createMetrics(sources: readonly MetricSource[]): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const seconds = new Histogram({
    name: 'ticklane_http_request_seconds',
    help: 'Time to answer a request of the HTTP side, by route.',
    labelNames: ['route', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
    registers: [registry],
  })
  const stages = new StageMetrics(registry)
  return {
    contentType: registry.contentType,
    async text() {
      stages.take(sources)
      return await registry.metrics()
    },
    answered(route, status, value) {
      seconds.observe({ route, status: String(status) }, value)
    },
  }
}

/** Samples of the stages as prom-client's metrics: the format is its business. */
class StageMetrics {
  readonly #registry: Registry
  readonly #metrics = new Map<string, Counter | Gauge>()

  constructor(registry: Registry) {
    this.#registry = registry
  }

  take(sources: readonly MetricSource[]): void {
    for (const metric of this.#metrics.values()) metric.reset()
    for (const source of sources) for (const sample of source()) this.#set(sample)
  }

  #set(sample: MetricSample): void {
    let metric = this.#metrics.get(sample.name)
    if (metric === undefined) {
      const { name, help, labels = {} } = sample
      const configuration = { name, help, labelNames: Object.keys(labels), registers: [this.#registry] }
      metric = sample.type === 'counter' ? new Counter(configuration) : new Gauge(configuration)
      this.#metrics.set(name, metric)
    }
    // Both kinds start from zero at each scrape, so adding the absolute value sets it.
    metric.inc(sample.labels ?? {}, sample.value)
  }
}
