'use client'

import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { readChartTheme, watchTheme } from '@/components/chart/chart-theme.ts'
import type { PriceChart } from '@/components/chart/price-chart.ts'
import type { Bar, Interval } from '@/lib/market/bar.ts'
import { useStreamClient } from '@/lib/stream/hooks.ts'
import type { BarSeries } from '@/lib/stream/types.ts'

interface ChartViewProps {
  readonly symbol: string
  readonly interval: Interval
  /** The bar to read out: the one under the crosshair, else the newest. Called when either changes. */
  readonly onBar: (reading: BarReading | undefined) => void
}

export interface BarReading {
  readonly bar: Bar
  readonly series: BarSeries
  readonly pointed: boolean
}

type Phase = 'loading' | 'waiting' | 'empty' | 'shown' | 'failed'

const historyBars = 1000

/** The drawing surface. Always fills its place: what it says while it has nothing to draw lies on top. */
export function ChartView({ symbol, interval, onBar }: ChartViewProps) {
  const container = useRef<HTMLDivElement>(null)
  const pointed = useRef<Bar>(undefined)
  const latest = useRef<BarSeries>(undefined)
  const [chart, setChart] = useState<PriceChart>()
  const [phase, setPhase] = useState<Phase>('loading')
  const client = useStreamClient()

  const read = useEffectEvent(() => {
    const series = latest.current
    const bar = pointed.current ?? series?.bars.at(-1)
    onBar(series === undefined || bar === undefined ? undefined : { bar, series, pointed: pointed.current !== undefined })
  })

  useEffect(() => {
    const place = container.current
    if (place === null) return
    let made: PriceChart | undefined
    let left = false
    import('@/components/chart/price-chart.ts')
      .then(({ createPriceChart }) => {
        if (left) return
        made = createPriceChart({
          container: place,
          theme: readChartTheme(place),
          onPointed: (bar) => {
            pointed.current = bar
            read()
          },
        })
        setChart(made)
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
    if (chart === undefined) return
    setPhase('waiting')
    latest.current = undefined
    pointed.current = undefined
    const show = (series: BarSeries): void => {
      latest.current = series
      setPhase(series.bars.length === 0 ? 'empty' : 'shown')
      read()
    }
    const release = client.watchBars(symbol, interval, historyBars, {
      onHistory: (series) => {
        chart.setSeries(series)
        show(series)
      },
      onUpdate: (changed, series) => {
        chart.update(changed, series)
        show(series)
      },
    })
    return () => {
      release()
      chart.clear()
    }
  }, [chart, client, symbol, interval])

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
