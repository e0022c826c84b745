import { X } from 'lucide-react'
import { type Ref, useEffect, useImperativeHandle, useMemo, useRef, useState } from 'react'
import type { BarReading } from '@/components/chart/chart-controller.ts'
import { bareSymbol } from '@/components/instrument/symbol-text.ts'
import { createTimeAxis } from '@/lib/chart/time-axis.ts'
import { barVolumeLots } from '@/lib/market/bar.ts'
import { formatPercent, formatPrice, formatVolume } from '@/lib/market/format.ts'
import { pageFormats } from '@/lib/market/page-formats.ts'

/** Takes a bar in figures. Written without a render: at each tick, and for each bar that the crosshair passes. */
export interface LegendHandle {
  write(reading: BarReading | undefined): void
}

interface ChartLegendProps {
  readonly timeZone: string
  readonly compare: readonly string[]
  /** Those of them that there are. */
  readonly drawn: readonly string[]
  readonly onRemoveCompared: (symbol: string) => void
  readonly ref: Ref<LegendHandle>
}

const prices = [
  ['open', 'O', 'Open'],
  ['high', 'H', 'High'],
  ['low', 'L', 'Low'],
  ['close', 'C', 'Close'],
] as const

/** One bar, what is compared with it and the indicators at it, over the top left of the chart. Keeps its line when it has nothing to say. */
export function ChartLegend({ timeZone, compare, drawn, onRemoveCompared, ref }: ChartLegendProps) {
  const root = useRef<HTMLDivElement>(null)
  const bar = useRef<HTMLParagraphElement>(null)
  const [rows, setRows] = useState<readonly IndicatorRow[]>([])
  const shape = useRef('')
  const latest = useRef<BarReading>(undefined)
  const writeText = useMemo(() => createWriter(timeZone), [timeZone])

  // biome-ignore lint/correctness/useExhaustiveDependencies: what was just rendered is empty until it is written
  useEffect(() => {
    if (latest.current !== undefined && root.current !== null && bar.current !== null)
      writeText(root.current, bar.current, latest.current)
  }, [writeText, rows, compare])

  useImperativeHandle(
    ref,
    () => ({
      write(reading) {
        latest.current = reading
        if (root.current === null || bar.current === null) return
        const next = (reading?.indicators ?? []).map(({ title, values }) => ({ title, names: values.map(({ name }) => name) }))
        const nextShape = next.map(({ title, names }) => `${title}:${names}`).join('\n')
        if (reading !== undefined && nextShape !== shape.current) {
          // Rarely: an indicator came or went.
          shape.current = nextShape
          setRows(next)
        }
        bar.current.hidden = reading === undefined
        if (reading !== undefined) writeText(root.current, bar.current, reading)
      },
    }),
    [writeText],
  )

  return (
    <div ref={root}>
      <div className="min-h-4">
        <p ref={bar} hidden className="chart-legend" data-testid="legend">
          <span data-field="time" className="text-ink-3" />
          {prices.map(([field, short, long]) => (
            <span key={field} title={long} data-part={field}>
              <span className="text-ink-3">{short}</span> <span data-field={field} data-signed />
            </span>
          ))}
          <span data-field="change" data-signed />
          <span title="Volume" data-part="volume">
            <span className="text-ink-3">Vol</span> <span data-field="volume" />
          </span>
        </p>
      </div>
      {compare.map((symbol) => (
        <p key={symbol} className="chart-legend items-center" data-compared={symbol}>
          <span className="inline-block h-0.5 w-3 bg-current" data-field="swatch" aria-hidden="true" />
          <span className="font-medium text-ink-2 normal-nums">{bareSymbol(symbol)}</span>
          <span data-field="price" />
          <span data-field="percent">{drawn.includes(symbol) ? '' : 'is not offered here'}</span>
          <button
            type="button"
            aria-label={`Remove ${bareSymbol(symbol)} from the comparison`}
            title="Remove"
            onClick={() => onRemoveCompared(symbol)}
            className="pointer-events-auto -my-1 inline-flex size-[24px] items-center justify-center rounded text-ink-3 hover:bg-hover hover:text-ink"
          >
            <X className="size-3.5" aria-hidden="true" />
          </button>
        </p>
      ))}
      {rows.map(({ title, names }, row) => (
        <p key={`${title}-${names}`} className="chart-legend" data-indicator={row}>
          <span className="text-ink-2">{title}</span>
          {names.map((name) => (
            <span key={name} title={name} data-value={name} />
          ))}
        </p>
      ))}
    </div>
  )
}

interface IndicatorRow {
  readonly title: string
  readonly names: readonly string[]
}

function createWriter(timeZone: string) {
  let axis = createTimeAxis({ timeZone, interval: '1m', ...pageFormats() })
  return (root: HTMLElement, line: HTMLElement, { bar, series, indicators, compared, pointed }: BarReading): void => {
    const { instrument, interval } = series
    // Made anew only for another interval: formats of time are slow to make.
    if (axis.options.interval !== interval) axis = createTimeAxis({ ...axis.options, interval })
    const sign = bar.close > bar.open ? 'up' : bar.close < bar.open ? 'down' : 'none'
    const texts: Record<string, string> = {
      time: axis.fullLabel(bar.timeMs / 1000),
      open: formatPrice(bar.open, instrument),
      high: formatPrice(bar.high, instrument),
      low: formatPrice(bar.low, instrument),
      close: formatPrice(bar.close, instrument),
      change: formatPercent(bar.close, bar.open),
      volume: formatVolume(barVolumeLots(bar), instrument),
    }
    line.dataset.pointed = String(pointed)
    for (const element of line.querySelectorAll<HTMLElement>('[data-field]')) {
      write(element, texts[element.dataset.field ?? ''] ?? '')
      if (element.dataset.signed !== undefined) element.dataset.sign = sign
    }
    for (const element of root.querySelectorAll<HTMLElement>('[data-compared]')) {
      const reading = compared.find(({ symbol }) => symbol === element.dataset.compared)
      if (reading === undefined) continue
      for (const part of element.querySelectorAll<HTMLElement>('[data-field]')) {
        part.style.color = reading.colour
        if (part.dataset.field === 'price') write(part, reading.price)
        if (part.dataset.field === 'percent') write(part, reading.percent)
      }
    }
    for (const element of root.querySelectorAll<HTMLElement>('[data-indicator]')) {
      const values = indicators[Number(element.dataset.indicator)]?.values
      for (const part of element.querySelectorAll<HTMLElement>('[data-value]')) {
        const value = values?.find(({ name }) => name === part.dataset.value)
        if (value === undefined) continue
        part.style.color = value.colour
        write(part, value.text)
      }
    }
  }
}

function write(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text
}
