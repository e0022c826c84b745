// @vitest-environment jsdom
import type { IChartApiBase, Time } from 'lightweight-charts'
import { expect, test, vi } from 'vitest'
import { createChartScale } from '@/components/chart/bar-values.ts'
import type { ChartTheme } from '@/components/chart/chart-theme.ts'
import { createIndicatorLayer } from '@/components/chart/indicator-layer.ts'
import { createOverlayScale } from '@/components/chart/overlay-scale.ts'
import { bar, instrument } from '@/components/test-support/fake-stream.ts'

const theme = { plots: ['#f80', '#80f', '#08f'], upVolume: '#0f0', downVolume: '#f00' } as unknown as ChartTheme
const minute = 60_000

interface Format {
  formatter(chartValue: number): string
}

/** What an indicator says at the last of 60 bars, and how its axis writes 0. */
function readings(id: string, tickSize: string, close: (minutes: number) => number) {
  const formats: Format[] = []
  const add = vi.fn((_, options: { readonly priceFormat: Format }) => {
    formats.push(options.priceFormat)
    return { setData: vi.fn(), createPriceLine: vi.fn() }
  })
  const scale = { applyOptions: vi.fn() }
  const chart = { addSeries: add, addCustomSeries: add, removeSeries: vi.fn(), panes: () => [], priceScale: () => scale }
  const layer = createIndicatorLayer(chart as unknown as IChartApiBase<Time>, theme, createOverlayScale())
  layer.setChoices([{ id, parameters: {} }])
  const own = instrument('X', { tickSize })
  const bars = Array.from({ length: 60 }, (_, index) => bar(index * minute, close(index), { high: close(index) + 1 }))
  layer.setBars(bars, { instrument: own, ...createChartScale(own) })
  return [layer.read(59)[0]?.values.map(({ text }) => text), formats[0]?.formatter(0)]
}

test('what lies between prices is 0 where there is nothing between them, and not absent', () => {
  expect(readings('macd', '0.01', () => 6_000_000)).toEqual([['0.00', '0.00', '0.00'], '0.00'])
  expect(readings('sma', '0.01', () => 6_000_000)).toEqual([['60,000.00'], '\u2013'])
})

test('of a price of few ticks what lies between prices has two decimals more', () => {
  expect(readings('atr', '0.00000001', (index) => 870 + (index % 2))).toEqual([['0.0000000152'], '0.0000000000'])
  expect(readings('atr', '0.01', () => 6_000_000)[0]).toEqual(['0.01'])
})
