// @vitest-environment jsdom
import { describe, expect, test, vi } from 'vitest'
import { type BarReading, createChartController } from '@/components/chart/chart-controller.ts'
import type { ChartSurface } from '@/components/chart/chart-layer.ts'
import type { PriceChart } from '@/components/chart/price-chart.ts'
import { bar, createFakeStream, series } from '@/components/test-support/fake-stream.ts'

const minute = 60_000
const minutes = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => bar((from + index) * minute, 100 + from + index))

/** A controller and what it drives: `range` is the view, `crosshair` where the library was told to put it, in minutes. */
function shownChart() {
  const stream = createFakeStream()
  const readings: (BarReading | undefined)[] = []
  const drawn = { range: { from: 0, to: 10 }, crosshair: undefined as number | undefined }
  let shown: ChartSurface['shown']
  const surface = {
    get shown() {
      return shown
    },
    scale: { toChart: (ticks: number) => ticks },
    main: {},
    chart: {
      timeScale: () => ({ getVisibleLogicalRange: () => drawn.range }),
    },
    cross(at: { timeMs: number } | undefined) {
      drawn.crosshair = at === undefined ? undefined : at.timeMs / minute
    },
  } as unknown as ChartSurface
  const chart = {
    setBars: vi.fn((next: ChartSurface['shown']) => {
      shown = next
    }),
    update: vi.fn(),
    clear: vi.fn(),
    point: vi.fn(),
    showRange: vi.fn(),
    ticksPerPixel: () => 1,
    readIndicators: () => [],
    visibleRange: () => drawn.range,
    addLayer: (make: (on: ChartSurface) => unknown) => ({ layer: make(surface), remove: vi.fn() }),
  } as unknown as PriceChart
  const controller = createChartController({
    client: stream.client,
    onReading: (reading) => readings.push(reading),
    onChange: vi.fn(),
    onHistory: vi.fn(),
    announce: vi.fn(),
    drawing: {
      handlesRoot: undefined as unknown as HTMLElement,
      read: () => undefined,
      save: vi.fn(),
      say: vi.fn(),
      onTool: vi.fn(),
      formatTime: String,
      focusChart: vi.fn(),
    },
  })
  controller.attach(chart)
  controller.show('SIM:A', '1m')
  const arrive = (from: number, to: number) => stream.bars.get('SIM:A 1m')?.onHistory(series('SIM:A', '1m', minutes(from, to)))
  return { controller, drawn, arrive, readMinute: () => (readings.at(-1)?.bar.timeMs ?? Number.NaN) / minute }
}

describe('a crosshair that keys put on a bar', () => {
  test('reads that bar still when older ones came in front of it', () => {
    const { controller, arrive, readMinute } = shownChart()
    arrive(100, 110)
    controller.stepTo('last')
    controller.step(-3, 0)
    expect(readMinute()).toBe(107)
    arrive(50, 110)
    expect(readMinute()).toBe(107)
    controller.step(-1, 0)
    expect(readMinute()).toBe(106)
  })

  test('stands on that bar, whatever the library makes of its pixel when the view moves', () => {
    const { controller, drawn, arrive, readMinute } = shownChart()
    arrive(100, 110)
    controller.stepTo('last')
    controller.step(-3, 0)
    controller.point(2, 100, true)
    expect([drawn.crosshair, readMinute()]).toEqual([107, 107])
    drawn.range = { from: 0, to: 5 }
    controller.ranged(drawn.range)
    expect([drawn.crosshair, readMinute()]).toEqual([undefined, 107])
    drawn.range = { from: 2, to: 10 }
    controller.ranged(drawn.range)
    expect(drawn.crosshair).toBe(107)
  })
})
