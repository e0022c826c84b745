import type { ISeriesApi, ISeriesPrimitive, SeriesType, Time } from 'lightweight-charts'
import { describe, expect, test, vi } from 'vitest'
import { createLastPrice } from '@/components/chart/last-price.ts'

function fakeSeries(pixelsPerUnit: number) {
  const primitives: ISeriesPrimitive<Time>[] = []
  const lines: { title?: string }[] = []
  const api = {
    applyOptions: vi.fn(),
    attachPrimitive: (primitive: ISeriesPrimitive<Time>) => primitives.push(primitive),
    detachPrimitive: vi.fn(),
    getPane: () => ({ getHeight: () => 400 }),
    priceToCoordinate: (price: number) => price * pixelsPerUnit,
    createPriceLine: (options: { title?: string }) => {
      lines.push(options)
      return { applyOptions: (changed: { title?: string }) => lines.push(changed) }
    },
    removePriceLine: vi.fn(),
  }
  return { api: api as unknown as ISeriesApi<SeriesType, Time>, primitives, lines }
}

/** What is drawn on the axis, each label at its place, in the order of drawing. */
function drawn({ primitives }: ReturnType<typeof fakeSeries>) {
  return (primitives.at(-1)?.priceAxisViews?.() ?? [])
    .filter((view) => view.visible?.() !== false && view.text() !== '')
    .map((view) => ({ text: view.text(), at: view.fixedCoordinate?.(), colours: [view.backColor(), view.textColor()] }))
}

/** Blanks that the library puts other labels beside. */
const kept = ({ primitives }: ReturnType<typeof fakeSeries>) =>
  (primitives.at(-1)?.priceAxisViews?.() ?? [])
    .filter((view) => view.visible?.() !== false && view.text() === '')
    .map((view) => view.coordinate())

describe('the newest price on the axis', () => {
  test('has the time that is left below it, in its colours, and nothing beside it over the bars', () => {
    const series = fakeSeries(2)
    const lastPrice = createLastPrice(series.api)
    lastPrice.setText('00:42')
    expect(drawn(series)).toEqual([])

    lastPrice.show(100, 'rgb(1, 2, 3)', 'white', () => '100')
    const colours = ['rgb(1, 2, 3)', 'white']
    expect(drawn(series)).toEqual([
      { text: '00:42', at: 218, colours },
      { text: '100', at: 200, colours },
    ])
    expect(series.lines.every(({ title }) => (title ?? '') === '')).toBe(true)

    // As many digits and points as the price has.
    lastPrice.show(100, 'red', 'black', () => '58,289.20')
    expect(drawn(series)[0]?.text).toBe('00:42\u2007\u2007\u2007\u2008')
    lastPrice.show(100, 'red', 'black', () => '۵۸٬۲۸۹٫۲۰')
    expect(drawn(series)[0]?.text).toBe('00:42\u2007\u2007\u2007\u2008')
    // The signs of a change are wide, too.
    lastPrice.show(100, 'red', 'black', () => '\u221210.52%')
    expect(drawn(series)[0]?.text).toBe('00:42\u2007\u2007\u2008')

    lastPrice.setText('')
    expect(drawn(series)).toHaveLength(1)
    lastPrice.hide()
    expect(drawn(series)).toEqual([])
  })

  test('stays at its price with its time whatever is near, which is put above or below both', () => {
    const series = fakeSeries(2)
    const lastPrice = createLastPrice(series.api)
    expect(lastPrice.clearOf(200)).toBe(200)
    lastPrice.show(100, 'red', 'black', () => '100')
    expect([150, 182, 190, 200, 201, 217, 218].map(lastPrice.clearOf)).toEqual([150, 182, 182, 182, 218, 218, 218])
    lastPrice.setText('00:42')
    expect([190, 201, 217, 235, 236].map(lastPrice.clearOf)).toEqual([182, 236, 236, 236, 236])
    // No label of a price that differs is between two that stand for both.
    const [price = 0, time = 0] = kept(series)
    expect(price).toBe(200)
    expect(time - price).toBeGreaterThan(0)
    expect(time - price).toBeLessThan(0.01)
  })

  test('is whole at the edges of the axis', () => {
    const series = fakeSeries(2)
    const lastPrice = createLastPrice(series.api)
    lastPrice.setText('00:42')
    const places = (price: number) => {
      lastPrice.show(price, 'red', 'black', () => '100')
      return drawn(series).map(({ at }) => at)
    }
    expect(places(1)).toEqual([27, 9])
    expect(places(199)).toEqual([373, 391])
    expect(lastPrice.clearOf(380)).toBe(355)
    expect(places(500).every((at) => (at ?? 0) > 420)).toBe(true)
  })

  test('is drawn with its time once where it moves, and for the time alone where it does not', () => {
    vi.useFakeTimers()
    try {
      const series = fakeSeries(2)
      const lastPrice = createLastPrice(series.api)
      const label = () => ''
      lastPrice.show(100, 'red', 'black', label)
      lastPrice.setText('00:42')
      lastPrice.show(101, 'red', 'black', label)
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
    lastPrice.show(100, 'red', 'black', () => '100')
    expect(drawn(next).map(({ text, at }) => [text, at])).toEqual([
      ['00:42', 318],
      ['100', 300],
    ])
  })
})
