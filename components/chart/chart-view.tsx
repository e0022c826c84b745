'use client'

import {
  lazy,
  type Ref,
  Suspense,
  useEffect,
  useEffectEvent,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import type { OlderBars } from '@/components/chart/bar-history.ts'
import type { ChartBars } from '@/components/chart/chart-bars.ts'
import { type BarReading, type ChartController, createChartController } from '@/components/chart/chart-controller.ts'
import { chartKey } from '@/components/chart/chart-keys.ts'
import { ChartMessage, ChartNotes, type Phase } from '@/components/chart/chart-message.tsx'
import { createTableFeed, type TableFeed } from '@/components/chart/chart-table-feed.ts'
import { readChartTheme, watchTheme } from '@/components/chart/chart-theme.ts'
import type { DrawingTool } from '@/components/chart/drawing-layer.ts'
import type { ChartLook, PriceChart } from '@/components/chart/price-chart.ts'
import { savePicture } from '@/components/chart/save-chart.ts'
import { readLines, saveLines, useLines } from '@/components/chart/saved-lines.ts'
import { bareSymbol } from '@/components/instrument/symbol-text.ts'
import { useStatus } from '@/components/instrument/use-status.ts'
import { say, useWorkspace } from '@/components/workspace/workspace-store.ts'
import { formatCountdown, untilBarCloseMs } from '@/lib/chart/countdown.ts'
import { createTimeAxis } from '@/lib/chart/time-axis.ts'
import type { Interval } from '@/lib/market/bar.ts'
import { formatDigits, formatPrice } from '@/lib/market/format.ts'
import { pageFormats } from '@/lib/market/page-formats.ts'
import { useStreamClient } from '@/lib/stream/hooks.ts'

const ChartTable = lazy(async () => ({ default: (await import('@/components/chart/chart-table.tsx')).ChartTable }))

interface ChartViewProps {
  readonly symbol: string
  readonly interval: Interval
  readonly look: ChartLook
  readonly compare: readonly string[]
  readonly table: boolean
  /** The bar to read out: the one under the crosshair, else the newest. Called when either changes. */
  readonly onBar: (reading: BarReading | undefined) => void
  readonly ref?: Ref<ChartHandle>
}

/** What a toolbar or a key can ask of the chart; nothing happens while there is none. */
export interface ChartHandle {
  resetView(): void
  /** So many times as much time in view. */
  zoom(factor: number): void
  /** By so many widths of what is in view, to the right. */
  scroll(widths: number): void
  savePicture(): void
  /** A line: where the pointer presses next, or where keys have the crosshair. */
  draw(tool: DrawingTool, by: 'pointer' | 'keys'): void
  readonly bars: ChartBars | undefined
}

// Held down, a key passes bars faster than anybody listens.
const announceAfterMs = 350

/** The drawing surface. Always fills its place: what it says while it has nothing to draw lies on top. */
export function ChartView({ symbol, interval, look, compare, table, onBar, ref }: ChartViewProps) {
  const container = useRef<HTMLDivElement>(null)
  const surface = useRef<HTMLDivElement>(null)
  const handles = useRef<HTMLDivElement>(null)
  const spoken = useRef<HTMLParagraphElement>(null)
  const controller = useRef<ChartController>(undefined)
  const [chart, setChart] = useState<PriceChart>()
  const [feed, setFeed] = useState<TableFeed>()
  const [phase, setPhase] = useState<Phase>('loading')
  const [older, setOlder] = useState<OlderBars>('unasked')
  const [atStart, setAtStart] = useState(false)
  const [tool, setTool] = useState<string>()
  const client = useStreamClient()
  const status = useStatus(symbol)
  const forming = status === undefined || status === 'live' || status === 'delayed'
  const { paused } = useWorkspace().rate
  const lines = useLines(symbol)

  useImperativeHandle(ref, () => ({
    resetView: () => chart?.resetView(),
    zoom: (factor) => controller.current?.zoom(factor),
    scroll: (widths) => controller.current?.scroll(widths),
    savePicture: () => savePicture(chart, container.current, controller.current?.bars, look.timeZone),
    draw: (wanted, by) => controller.current?.draw(wanted, by),
    get bars() {
      return controller.current?.bars
    },
  }))

  const readBar = useEffectEvent(onBar)
  const timeText = useEffectEvent((timeMs: number): string =>
    createTimeAxis({ timeZone: look.timeZone, interval, ...pageFormats() }).fullLabel(timeMs / 1000),
  )
  const announcing = useRef<ReturnType<typeof setTimeout>>(undefined)
  const announce = useEffectEvent(({ bar, series }: BarReading) => {
    clearTimeout(announcing.current)
    announcing.current = setTimeout(() => {
      const text = `${timeText(bar.timeMs)}: close ${formatPrice(bar.close, series.instrument)}`
      if (spoken.current !== null) spoken.current.textContent = text
    }, announceAfterMs)
  })

  const makeChart = useEffectEvent(async (place: HTMLDivElement, control: ChartController): Promise<PriceChart> => {
    const { createPriceChart } = await import('@/components/chart/price-chart.ts')
    return createPriceChart({
      container: place,
      theme: readChartTheme(place),
      look,
      locale: pageFormats().locale,
      onPointed: control.point,
      onNearStart: control.nearStart,
      onRange(range) {
        setAtStart(range.from < 0)
        control.ranged(range)
      },
    })
  })

  useEffect(() => {
    const [place, root] = [container.current, handles.current]
    if (place === null || root === null) return
    let made: PriceChart | undefined
    let left = false
    const control: ChartController = createChartController({
      client,
      onReading: readBar,
      onHistory: setOlder,
      onChange(change) {
        const count = control.bars?.bars.length
        setPhase((before) => (count === undefined ? waitingAfter(before) : count === 0 ? 'empty' : 'shown'))
        // With what is known of older bars: the chart tells of its view when it draws it, after that.
        if (change === 'bars') setAtStart((made?.visibleRange()?.from ?? 0) < 0)
        tableFeed.changed(change)
      },
      announce,
      drawing: {
        handlesRoot: root,
        read: readLines,
        save: saveLines,
        say,
        onTool: setTool,
        formatTime: timeText,
        focusChart: () => surface.current?.focus(),
      },
    })
    const tableFeed = createTableFeed(control, () => made?.visibleRange())
    controller.current = control
    makeChart(place, control)
      .then((drawing) => {
        if (left) return drawing.destroy()
        made = drawing
        control.attach(drawing)
        setFeed(tableFeed)
        setChart(drawing)
      })
      .catch((error: unknown) => {
        console.error('Cannot load the chart:', error)
        if (!left) setPhase('failed')
      })
    const unwatch = watchTheme(() => made?.setTheme(readChartTheme(place)))
    return () => {
      left = true
      unwatch()
      control.destroy()
      made?.destroy()
      controller.current = undefined
      setChart(undefined)
    }
  }, [client])

  useEffect(() => {
    chart?.setLook(look)
    if (chart !== undefined) controller.current?.read()
  }, [chart, look])

  // Before the page with the other name is painted: bars of the one before would stand under it for a frame.
  useLayoutEffect(() => {
    if (chart === undefined) return
    setPhase(waitingAfter)
    return controller.current?.show(symbol, interval)
  }, [chart, symbol, interval])

  useEffect(() => {
    if (chart !== undefined) controller.current?.compare(compare)
  }, [chart, compare])

  // biome-ignore lint/correctness/useExhaustiveDependencies: the saved lines are read anew when they are others
  useEffect(() => {
    if (chart !== undefined) controller.current?.reloadDrawings()
  }, [chart, lines])

  useEffect(() => {
    if (chart === undefined || phase !== 'shown') return
    const tell = (): void => {
      const nowMs = Date.now() + (client.connection.get().clockOffsetMs ?? 0)
      chart.setCountdown(formatDigits(formatCountdown(untilBarCloseMs(interval, nowMs))))
    }
    // A bar of a second has no time to count down, and of one that nothing comes for the end says nothing; a pause stops all that
    // moves, and a recording has another day than the clock.
    const replayed = controller.current?.bars?.series.instrument.origin === 'replay'
    if (interval === '1s' || !forming || paused || replayed) return chart.setCountdown('')
    tell()
    const timer = setInterval(tell, 1000)
    return () => clearInterval(timer)
  }, [chart, client, forming, interval, paused, phase])

  const lead = (): void => controller.current?.lead()
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div
        ref={surface}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: its keys move the crosshair
        tabIndex={0}
        role="application"
        aria-roledescription="chart"
        aria-label={`${bareSymbol(symbol)}, ${interval}. Arrow keys move the crosshair, plus and minus zoom, Tab goes to the lines.`}
        className="relative min-h-0 flex-1"
        onPointerDownCapture={lead}
        onWheelCapture={lead}
        onTouchStartCapture={lead}
        onKeyDown={(event) => {
          lead()
          if (controller.current !== undefined && chartKey(event, controller.current)) event.preventDefault()
        }}
      >
        <div ref={container} className="chart-canvas absolute inset-0" data-phase={phase} data-testid="chart" />
        <div ref={handles} className="pointer-events-none absolute inset-0 overflow-hidden" />
        <p ref={spoken} role="status" className="sr-only" />
        {phase === 'shown' && <ChartNotes tool={tool} older={older} atStart={atStart} />}
        {phase !== 'shown' && <ChartMessage phase={phase} interval={interval} />}
      </div>
      {table && (
        <Suspense fallback={<div className="chart-table" />}>
          <ChartTable feed={feed} symbol={symbol} interval={interval} timeZone={look.timeZone} />
        </Suspense>
      )}
    </div>
  )
}

/** Until its first bars are there a chart is not seen: its axis is as narrow as nothing needs, and would jump. */
function waitingAfter(before: Phase): Phase {
  return before === 'loading' ? 'loading' : 'waiting'
}
