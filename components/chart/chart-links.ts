import type { LinkName } from '@/lib/workspace/workspace.ts'

/** From a time to a time: what charts of different intervals have in common. */
export interface TimeSpan {
  readonly fromMs: number
  readonly toMs: number
}

/** What a chart takes from the one that leads. */
export interface LinkedChart {
  /** undefined: nothing is pointed at. `price` in ticks of `symbol`. */
  showTime(timeMs: number | undefined, symbol: string, price: number | undefined): void
  showSpan(span: TimeSpan): void
}

export interface ChartLink {
  /** The viewer's hand is on this chart: from now on it leads. */
  lead(): void
  point(timeMs: number | undefined, symbol: string, price: number | undefined): void
  /** Heard only from the chart that leads, so that what follows never leads back. */
  span(span: TimeSpan): void
  /** Where the leading chart is, for one that just came or shows something else; undefined for the leader itself. */
  current(): TimeSpan | undefined
  leave(): void
}

/** Joins charts of a page: pointing and scrolling in one of them moves the others, without a render. */
export function createChartLinks(isLinked: (name: LinkName) => boolean): { join(chart: LinkedChart): ChartLink } {
  const charts = new Set<LinkedChart>()
  let leader: LinkedChart | undefined
  let latest: TimeSpan | undefined
  return {
    join(chart) {
      charts.add(chart)
      leader ??= chart
      return {
        lead() {
          leader = chart
        },
        point(timeMs, symbol, price) {
          if (!isLinked('crosshair')) return
          for (const other of charts) if (other !== chart) other.showTime(timeMs, symbol, price)
        },
        span(span) {
          if (leader !== chart) return
          latest = span
          if (!isLinked('range')) return
          for (const other of charts) if (other !== chart) other.showSpan(span)
        },
        current: () => (leader === chart || !isLinked('range') ? undefined : latest),
        leave() {
          charts.delete(chart)
          if (leader !== chart) return
          leader = charts.values().next().value
          latest = undefined
        },
      }
    },
  }
}
