import type { ChartBars } from '@/components/chart/chart-bars.ts'
import type { ChartChange, ChartController } from '@/components/chart/chart-controller.ts'
import type { Hole } from '@/lib/chart/holes.ts'

/** The bars in view: positions from `first` up to and without `end`. */
export interface TableView {
  readonly bars: ChartBars
  readonly first: number
  readonly end: number
  readonly holes: readonly Hole[]
}

/** What a table below the chart lives on: told calmly, however fast the chart moves. */
export interface TableFeed {
  /** The same until it is told that it changed. */
  get(): TableView | undefined
  subscribe(listener: () => void): () => void
  changed(change: ChartChange): void
  readonly controller: ChartController
}

const settleMs = 250
// A person reads along; nothing of it is announced.
const tickMs = 1000

export function createTableFeed(
  controller: ChartController,
  visible: () => { readonly from: number; readonly to: number } | undefined,
): TableFeed {
  const listeners = new Set<() => void>()
  let view: TableView | undefined
  let settling: ReturnType<typeof setTimeout> | undefined
  let dueMs = Number.POSITIVE_INFINITY

  const look = (): void => {
    const { bars, holes } = controller
    const range = visible()
    if (bars === undefined || range === undefined) view = undefined
    else {
      const first = Math.max(0, Math.floor(range.from))
      view = { bars, holes, first, end: Math.max(first, Math.min(bars.bars.length, Math.ceil(range.to) + 1)) }
    }
    for (const listener of listeners) listener()
  }

  const soon = (ms: number): void => {
    const atMs = performance.now() + ms
    if (atMs >= dueMs) return
    clearTimeout(settling)
    dueMs = atMs
    settling = setTimeout(() => {
      dueMs = Number.POSITIVE_INFINITY
      look()
    }, ms)
  }

  return {
    controller,
    get: () => view,
    subscribe(listener) {
      listeners.add(listener)
      soon(0)
      return () => {
        listeners.delete(listener)
        if (listeners.size > 0) return
        clearTimeout(settling)
        dueMs = Number.POSITIVE_INFINITY
      }
    },
    changed(change) {
      if (listeners.size > 0) soon(change === 'tick' ? tickMs : settleMs)
    },
  }
}
