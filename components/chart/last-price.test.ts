import type { ISeriesApi, ISeriesPrimitive, SeriesType, Time } from 'lightweight-charts'
import { describe, expect, test, vi } from 'vitest'
import { createLastPrice } from '@/components/chart/last-price.ts'

function fakeSeries(pixelsPerUnit: number) {
  const primitives: ISeriesPrimitive<Time>[] = []
  const lines: { title?: string }[] = []
  const api = {
    applyOptions: vi.fn(),
    attachPrimitive: (primitive: ISeriesPrimitive<Time>) => primitives.push(primitive),
    priceToCoordinate: (price: number) => price * pixelsPerUnit,
    createPriceLine: (options: { title?: string }) => {
      lines.push(options)
      return { applyOptions: (changed: { title?: string }) => lines.push(changed) }
    },
    removePriceLine: vi.fn(),
  }
  return { api: api as unknown as ISeriesApi<SeriesType, Time>, primitives, lines }
}

describe('the newest price on the axis', () => {
  test('has the time that is left below it, in its colours, and nothing beside it over the bars', () => {
    const series = fakeSeries(2)
    const lastPrice = createLastPrice(series.api)
    const countdown = () => series.primitives[0]?.priceAxisViews?.()[0]
    lastPrice.setText('00:42')
    expect(countdown()?.visible?.()).toBe(false)

    lastPrice.show(100, 'rgb(1, 2, 3)', 'white')
    expect(countdown()?.visible?.()).toBe(true)
    expect(countdown()?.text()).toBe('00:42')
    expect([countdown()?.backColor(), countdown()?.textColor()]).toEqual(['rgb(1, 2, 3)', 'white'])
    expect(countdown()?.coordinate()).toBe(218)
    expect(series.lines.every(({ title }) => (title ?? '') === '')).toBe(true)

    // As many digits and points as the price has.
    lastPrice.show(100, 'red', 'black', '58,289.20')
    expect(countdown()?.text()).toBe('00:42\u2007\u2007\u2007\u2008')
    lastPrice.show(100, 'red', 'black', '۵۸٬۲۸۹٫۲۰')
    expect(countdown()?.text()).toBe('00:42\u2007\u2007\u2007\u2008')

    lastPrice.setText('')
    expect(countdown()?.visible?.()).toBe(false)
  })

  test('is drawn with its time once where it moves, and for the time alone where it does not', () => {
    vi.useFakeTimers()
    try {
      const series = fakeSeries(2)
      const lastPrice = createLastPrice(series.api)
      lastPrice.show(100, 'red', 'black')
      lastPrice.setText('00:42')
      lastPrice.show(101, 'red', 'black')
      vi.advanceTimersByTime(1_000)
      expect(series.lines).toHaveLength(2)
      lastPrice.setText('00:41')
      vi.advanceTimersByTime(1_000)
      expect(series.lines).toHaveLength(3)
      lastPrice.setText('00:40')
      lastPrice.hide()
      vi.advanceTimersByTime(1_000)
      expect(series.lines).toHaveLength(3)
    } finally {
      vi.useRealTimers()
    }
  })

  test('is counted down on the next series of prices too', () => {
    const [first, next] = [fakeSeries(2), fakeSeries(3)]
    const lastPrice = createLastPrice(first.api)
    lastPrice.setText('00:42')
    lastPrice.mount(next.api)
    lastPrice.show(100, 'red', 'black')
    const [countdown] = next.primitives[0]?.priceAxisViews?.() ?? []
    expect([countdown?.text(), countdown?.coordinate()]).toEqual(['00:42', 318])
  })
})
