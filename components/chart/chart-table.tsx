'use client'

import { useMemo, useRef, useSyncExternalStore } from 'react'
import type { TableFeed, TableView } from '@/components/chart/chart-table-feed.ts'
import { bareSymbol } from '@/components/instrument/symbol-text.ts'
import { textScale } from '@/components/ui/text-scale.ts'
import { useFixedRows } from '@/components/ui/use-fixed-rows.ts'
import { type Hole, spanText } from '@/lib/chart/holes.ts'
import { createTimeAxis, type TimeAxis } from '@/lib/chart/time-axis.ts'
import { type Bar, barVolumeLots, type Interval } from '@/lib/market/bar.ts'
import { formatPrice, formatSize } from '@/lib/market/format.ts'
import { pageFormats } from '@/lib/market/page-formats.ts'

interface ChartTableProps {
  /** undefined: the chart is not there yet. */
  readonly feed: TableFeed | undefined
  readonly symbol: string
  readonly interval: Interval
  readonly timeZone: string
}

/** Of the style sheet, in px for usual letters. */
const usualRowHeight = 22

/** The bars in view as a table, newest first, with what indicators and comparisons are at each. */
export function ChartTable({ feed, symbol, interval, timeZone }: ChartTableProps) {
  const view = useSyncExternalStore(feed?.subscribe ?? never, feed?.get ?? nothing, nothing)
  const axis = useMemo(() => createTimeAxis({ timeZone, interval, ...pageFormats() }), [timeZone, interval])
  const scroller = useRef<HTMLDivElement>(null)
  const count = view === undefined ? 0 : view.end - view.first
  const rowHeight = usualRowHeight * textScale
  const rows = useFixedRows({ scroller, count, rowHeight, overscan: 12, firstRows: 30 })
  const extra = view === undefined || feed === undefined ? [] : extraColumns(feed, view.end - 1)
  const text = captionOf(view, axis)
  return (
    <section aria-label={`${bareSymbol(symbol)}, ${interval}: bars as a table`} className="chart-table">
      <p className="shrink-0 border-line border-b px-3 text-2xs text-ink-3 leading-6">
        <span role="status">{text}</span>
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and without a pointer only so */}
      <section ref={scroller} tabIndex={0} aria-label="Rows of the table" className="min-h-0 flex-1 overflow-auto">
        <table aria-rowcount={count + 1} className="bars-table">
          <caption className="sr-only">
            {bareSymbol(symbol)}, {interval}. {text}
          </caption>
          <thead>
            <tr aria-rowindex={1}>
              {[...columns, ...extra].map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.first > 0 && <Filler height={rows.first * rowHeight} columns={columns.length + extra.length} />}
            {view !== undefined &&
              feed !== undefined &&
              Array.from({ length: rows.end - rows.first }, (_, place) => {
                const row = rows.first + place
                const index = view.end - 1 - row
                const bar = view.bars.bars[index]
                if (bar === undefined) return null
                const hole = holeBefore(view.holes, view.bars.bars[index - 1], bar)
                return (
                  <tr key={bar.timeMs} aria-rowindex={row + 2} data-hole={hole !== undefined}>
                    <th scope="row">
                      {axis.fullLabel(bar.timeMs / 1000)}
                      {hole !== undefined && <span className="text-warning"> · nothing known for {spanText(hole)} before</span>}
                    </th>
                    {rowTexts(feed, index, bar).map((value, column) => (
                      // biome-ignore lint/suspicious/noArrayIndexKey: the columns of a row stay where they are
                      <td key={column}>{value}</td>
                    ))}
                  </tr>
                )
              })}
            {rows.end < count && <Filler height={(count - rows.end) * rowHeight} columns={columns.length + extra.length} />}
          </tbody>
        </table>
      </section>
    </section>
  )
}

const columns = ['Time', 'Open', 'High', 'Low', 'Close', 'Volume'] as const

/** Stands for rows that are out of view. */
function Filler({ height, columns: span }: { readonly height: number; readonly columns: number }) {
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a row of a table cannot be focused
    <tr aria-hidden="true">
      <td colSpan={span} style={{ height, padding: 0 }} />
    </tr>
  )
}

function rowTexts(feed: TableFeed, index: number, bar: Bar): readonly string[] {
  const instrument = feed.controller.bars?.series.instrument
  if (instrument === undefined) return []
  const { indicators, compared } = feed.controller.values(index)
  return [
    ...[bar.open, bar.high, bar.low, bar.close].map((ticks) => formatPrice(ticks, instrument)),
    formatSize(barVolumeLots(bar), instrument),
    ...indicators.flatMap(({ values }) => values.map(({ text }) => text)),
    ...compared.map(({ percent }) => percent),
  ]
}

function extraColumns(feed: TableFeed, index: number): readonly string[] {
  const { indicators, compared } = feed.controller.values(index)
  return [
    ...indicators.flatMap(({ title, values }) => values.map(({ name }) => (values.length === 1 ? title : `${title} ${name}`))),
    ...compared.map(({ symbol }) => `${bareSymbol(symbol)} change`),
  ]
}

/** Stays the same while bars only come in at the right: said again only when somebody scrolled or zoomed. */
function captionOf(view: TableView | undefined, axis: TimeAxis): string {
  const [oldest, newest] = [view?.bars.bars[view.first], view?.bars.bars[view.end - 1]]
  if (view === undefined || oldest === undefined || newest === undefined) return 'No bars in view.'
  const count = view.end - view.first
  const rows = count === 1 ? 'One bar' : `${count} bars`
  if (view.end === view.bars.bars.length) return `The newest ${count === 1 ? 'bar' : rows}, newest first.`
  return `${rows} from ${axis.fullLabel(oldest.timeMs / 1000)} to ${axis.fullLabel(newest.timeMs / 1000)}, newest first.`
}

function holeBefore(holes: readonly Hole[], before: Bar | undefined, bar: Bar): Hole | undefined {
  return before === undefined ? undefined : holes.find(({ fromMs, toMs }) => fromMs > before.timeMs && toMs <= bar.timeMs)
}

function never(): () => void {
  return () => undefined
}

function nothing(): undefined {
  return undefined
}
