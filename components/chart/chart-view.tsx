'use client'

import { type Ref, useEffect, useEffectEvent, useImperativeHandle, useRef, useState } from 'react'
import { type ChartBars, currentBars, prependBars } from '@/components/chart/chart-bars.ts'
import { readChartTheme, watchTheme } from '@/components/chart/chart-theme.ts'
import type { IndicatorReading } from '@/components/chart/indicator-layer.ts'
import type { ChartLook, PriceChart } from '@/components/chart/price-chart.ts'
import { savePicture } from '@/components/chart/save-chart.ts'
import { barsOf, loadBars } from '@/lib/api/bars.ts'
import { formatCountdown, untilBarCloseMs } from '@/lib/chart/countdown.ts'
import type { Bar, Interval } from '@/lib/market/bar.ts'
import { useStreamClient } from '@/lib/stream/hooks.ts'
import type { BarSeries } from '@/lib/stream/types.ts'

interface ChartViewProps {
  readonly symbol: string
  readonly interval: Interval
  readonly look: ChartLook
  /** The bar to read out: the one under the crosshair, else the newest. Called when either changes. */
  readonly onBar: (reading: BarReading | undefined) => void
  readonly ref?: Ref<ChartHandle>
}

export interface BarReading {
  readonly bar: Bar
  readonly series: BarSeries
  readonly indicators: readonly IndicatorReading[]
  readonly pointed: boolean
}

/** What a toolbar or a key can ask of the chart; nothing happens while there is none. */
export interface ChartHandle {
  resetView(): void
  savePicture(): void
  readonly bars: ChartBars | undefined
}

type Phase = 'loading' | 'waiting' | 'empty' | 'shown' | 'failed'

const historyBars = 1000

/** The drawing surface. Always fills its place: what it says while it has nothing to draw lies on top. */
export function ChartView({ symbol, interval, look, onBar, ref }: ChartViewProps) {
  const container = useRef<HTMLDivElement>(null)
  const pointed = useRef<number>(undefined)
  const shown = useRef<ChartBars>(undefined)
  const paging = useRef<'idle' | 'loading' | 'done'>('idle')
  const [chart, setChart] = useState<PriceChart>()
  const [phase, setPhase] = useState<Phase>('loading')
  const client = useStreamClient()

  useImperativeHandle(ref, () => ({
    resetView: () => chart?.resetView(),
    savePicture: () => savePicture(chart, shown.current),
    get bars() {
      return shown.current
    },
  }))

  const read = useEffectEvent((drawing: PriceChart | undefined) => {
    const current = shown.current
    const index = pointed.current ?? (current?.bars.length ?? 0) - 1
    const bar = current?.bars[index]
    if (current === undefined || bar === undefined || drawing === undefined) return onBar(undefined)
    onBar({ bar, series: current.series, indicators: drawing.readIndicators(index), pointed: pointed.current !== undefined })
  })

  const loadOlder = useEffectEvent((drawing: PriceChart | undefined) => {
    const current = shown.current
    const firstMs = current?.bars[0]?.timeMs
    if (drawing === undefined || current === undefined || firstMs === undefined || paging.current !== 'idle') return
    paging.current = 'loading'
    const stillShown = () =>
      shown.current !== undefined && shown.current.series.symbol === symbol && shown.current.series.interval === interval
    loadBars(symbol, interval, historyBars, firstMs)
      .then((page) => {
        if (!stillShown() || shown.current === undefined) return
        const { instrument } = shown.current.series
        const comparable = page.tickSize === instrument.tickSize && page.lotSize === instrument.lotSize
        paging.current = page.next === null || page.bars.length === 0 || !comparable ? 'done' : 'idle'
        if (!comparable || page.bars.length === 0) return
        shown.current = prependBars(barsOf(page), shown.current)
        drawing.setBars(shown.current)
      })
      .catch((error: unknown) => {
        // The chart stays as it is; the next scroll towards the edge asks again, a little later.
        console.warn('Cannot load older bars:', error)
        setTimeout(() => {
          if (stillShown()) paging.current = 'idle'
        }, 5000)
      })
  })

  const makeChart = useEffectEvent(async (place: HTMLDivElement): Promise<PriceChart> => {
    const { createPriceChart } = await import('@/components/chart/price-chart.ts')
    const made: PriceChart = createPriceChart({
      container: place,
      theme: readChartTheme(place),
      look,
      locale: 'en-US',
      onPointed: (index) => {
        pointed.current = index
        read(made)
      },
      onNearStart: () => loadOlder(made),
    })
    return made
  })

  useEffect(() => {
    const place = container.current
    if (place === null) return
    let made: PriceChart | undefined
    let left = false
    makeChart(place)
      .then((drawing) => {
        made = drawing
        if (left) drawing.destroy()
        else setChart(drawing)
      })
      .catch((error: unknown) => {
        console.error('Cannot load the chart:', error)
        if (!left) setPhase('failed')
      })
    const unwatch = watchTheme(() => made?.setTheme(readChartTheme(place)))
    return () => {
      left = true
      unwatch()
      made?.destroy()
      setChart(undefined)
    }
  }, [])

  useEffect(() => {
    chart?.setLook(look)
    read(chart)
  }, [chart, look])

  useEffect(() => {
    if (chart === undefined) return
    setPhase('waiting')
    const show = (next: ChartBars): void => {
      shown.current = next
      setPhase(next.bars.length === 0 ? 'empty' : 'shown')
    }
    const release = client.watchBars(symbol, interval, historyBars, {
      onHistory: (series) => {
        show(currentBars(series, shown.current))
        if (shown.current !== undefined) chart.setBars(shown.current)
        read(chart)
      },
      onUpdate: (changed, series) => {
        show(currentBars(series, shown.current))
        if (shown.current !== undefined) chart.update(shown.current, changed)
        read(chart)
      },
    })
    return () => {
      release()
      chart.clear()
      shown.current = undefined
      pointed.current = undefined
      paging.current = 'idle'
      read(undefined)
    }
  }, [chart, client, symbol, interval])

  useEffect(() => {
    if (chart === undefined || phase !== 'shown') return
    const tell = (): void => {
      const nowMs = Date.now() + (client.connection.get().clockOffsetMs ?? 0)
      chart.setCountdown(formatCountdown(untilBarCloseMs(interval, nowMs)))
    }
    // A bar of a second has no time to count down.
    if (interval === '1s') return chart.setCountdown('')
    tell()
    const timer = setInterval(tell, 1000)
    return () => clearInterval(timer)
  }, [chart, client, interval, phase])

  return (
    <div className="relative min-h-0 flex-1">
      <div ref={container} className="absolute inset-0" data-phase={phase} data-testid="chart" />
      {phase !== 'shown' && <ChartMessage phase={phase} interval={interval} />}
    </div>
  )
}

function ChartMessage({ phase, interval }: { readonly phase: Exclude<Phase, 'shown'>; readonly interval: Interval }) {
  return (
    <div className="pointer-events-none absolute inset-0 flex items-center justify-center bg-panel">
      {phase === 'failed' ? (
        <div role="alert" className="pointer-events-auto max-w-72 text-center text-ink-2">
          <p>The chart could not be loaded. Prices in the list go on.</p>
          <button
            type="button"
            onClick={() => window.location.reload()}
            className="mt-2 rounded border border-line-strong px-3 py-1 text-ink hover:bg-hover"
          >
            Reload the page
          </button>
        </div>
      ) : (
        <p role="status" className={phase === 'empty' ? 'text-ink-2' : 'appear-late text-ink-3'}>
          {phase === 'empty' ? `No trades yet: the first one starts the first ${interval} bar.` : 'Loading the chart …'}
        </p>
      )}
    </div>
  )
}
