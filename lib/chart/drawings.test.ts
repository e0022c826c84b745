import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { drawingSegment, hitDrawings, logicalIndex, type Projection, timeAtLogicalIndex } from './drawing-geometry.ts'
import {
  type Drawing,
  describeDrawing,
  drawingsMax,
  moveDrawing,
  parseDrawings,
  serialiseDrawings,
  type TrendLine,
  trendPriceAt,
} from './drawings.ts'

const horizontal: Drawing = { kind: 'horizontal', id: 'h', price: 50 }
const trend: TrendLine = { kind: 'trend', id: 't', a: { timeMs: 20, price: 80 }, b: { timeMs: 60, price: 40 }, extend: 'none' }

/** One pixel a millisecond and a tick; the price axis points up. */
const projection: Projection = { width: 100, height: 100, x: (timeMs) => timeMs, y: (price) => 100 - price }

const trendArbitrary: fc.Arbitrary<Drawing> = fc.record({
  kind: fc.constant('trend' as const),
  id: fc.string({ minLength: 1 }),
  a: fc.record({ timeMs: fc.nat(2e12), price: fc.integer({ min: 1, max: 1e12 }) }),
  b: fc.record({ timeMs: fc.nat(2e12), price: fc.integer({ min: 1, max: 1e12 }) }),
  extend: fc.constantFrom('none' as const, 'right' as const, 'both' as const),
})
const horizontalArbitrary: fc.Arbitrary<Drawing> = fc.record({
  kind: fc.constant('horizontal' as const),
  id: fc.string({ minLength: 1 }),
  price: fc.integer({ min: 1, max: 1e12 }),
})

describe('drawings', () => {
  it('come back from their text as they were', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(trendArbitrary, horizontalArbitrary), { maxLength: 20 }),
        fc.constantFrom('0.01', '0.25', '5', '0.00000001'),
        (drawings, tick) => {
          expect(parseDrawings(serialiseDrawings(drawings, tick), tick)).toEqual({ drawings, ignored: [] })
        },
      ),
    )
  })

  it('keep their price when the tick became finer or coarser', () => {
    const text = serialiseDrawings([{ kind: 'horizontal', id: 'h', price: 5 }], '0.25')
    expect(parseDrawings(text, '0.01').drawings).toEqual([{ kind: 'horizontal', id: 'h', price: 125 }])
    expect(parseDrawings(text, '0.5').drawings).toEqual([{ kind: 'horizontal', id: 'h', price: 3 }])
  })

  it('survive damage: what can be read stays, the rest is told', () => {
    const good = { kind: 'horizontal', id: 'h', price: '1.00' }
    const text = JSON.stringify({
      version: 1,
      drawings: [good, { kind: 'trend', id: 'x' }, null, { ...good, price: '-3' }, { ...good, id: '' }],
    })
    expect(parseDrawings(text, '0.01')).toEqual({
      drawings: [{ kind: 'horizontal', id: 'h', price: 100 }],
      ignored: ['4 of 5 saved lines could not be used.'],
    })
    expect(parseDrawings('{', '0.01').ignored).toEqual(['The saved lines could not be read.'])
    expect(parseDrawings('{"version":2,"drawings":[]}', '0.01').ignored).toEqual([
      'The saved lines were written by a newer version.',
    ])
    const many = Array.from({ length: drawingsMax + 1 }, (_, index) => ({ ...horizontal, id: String(index) }))
    expect(parseDrawings(serialiseDrawings(many, '1'), '1').drawings).toHaveLength(drawingsMax)
  })

  it('never throw, whatever the text', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => parseDrawings(text, '0.01').drawings.length >= 0))
    fc.assert(
      fc.property(
        fc.anything(),
        (value) => parseDrawings(JSON.stringify({ version: 1, drawings: [value] }) ?? '', '0.01').drawings.length <= 1,
      ),
    )
  })

  it('move as a whole and by an end, never to zero', () => {
    expect(moveDrawing(horizontal, 'body', 99, -60)).toEqual({ ...horizontal, price: 1 })
    expect(moveDrawing(trend, 'body', 5, 10)).toEqual({ ...trend, a: { timeMs: 25, price: 90 }, b: { timeMs: 65, price: 50 } })
    expect(moveDrawing(trend, 'a', 5, 10)).toEqual({ ...trend, a: { timeMs: 25, price: 90 } })
    expect(moveDrawing(trend, 'b', -60, -100)).toEqual({ ...trend, b: { timeMs: 0, price: 1 } })
    expect(moveDrawing(trend, 'body', 0, -1000)).toEqual({ ...trend, a: { timeMs: 20, price: 41 }, b: { timeMs: 60, price: 1 } })
  })

  it('say what they are', () => {
    const text = (drawing: Drawing) => describeDrawing(drawing, String, (time) => `t${time}`)
    expect(text(horizontal)).toBe('Horizontal line at 50')
    expect(text({ ...trend, a: trend.b, b: trend.a })).toBe('Trend line from 80, t20, to 40, t60')
    expect(trendPriceAt(trend, 40)).toBe(60)
    expect(trendPriceAt({ ...trend, b: trend.a }, 40)).toBeNaN()
  })
})

describe('geometry of drawings', () => {
  it('draws a horizontal line over the whole pane, and none outside it', () => {
    expect(drawingSegment(horizontal, projection)).toEqual({ from: { x: 0, y: 50 }, to: { x: 100, y: 50 } })
    expect(drawingSegment({ ...horizontal, price: 101 }, projection)).toBeUndefined()
  })

  it('draws a trend line between its ends, to the right or both ways', () => {
    expect(drawingSegment(trend, projection)).toEqual({ from: { x: 20, y: 20 }, to: { x: 60, y: 60 } })
    expect(drawingSegment({ ...trend, extend: 'right' }, projection)).toEqual({ from: { x: 20, y: 20 }, to: { x: 100, y: 100 } })
    expect(drawingSegment({ ...trend, a: trend.b, b: trend.a, extend: 'right' }, projection)).toEqual({
      from: { x: 20, y: 20 },
      to: { x: 100, y: 100 },
    })
    expect(drawingSegment({ ...trend, extend: 'both' }, projection)).toEqual({ from: { x: 0, y: 0 }, to: { x: 100, y: 100 } })
    expect(
      drawingSegment({ ...trend, a: { timeMs: 200, price: 200 }, b: { timeMs: 300, price: 200 } }, projection),
    ).toBeUndefined()
    expect(drawingSegment(trend, { ...projection, x: () => undefined })).toBeUndefined()
  })

  it('keeps every drawn line within the pane', () => {
    const anchor = fc.record({ timeMs: fc.integer({ min: -500, max: 500 }), price: fc.integer({ min: -500, max: 500 }) })
    fc.assert(
      fc.property(anchor, anchor, fc.constantFrom('none' as const, 'right' as const, 'both' as const), (a, b, extend) => {
        fc.pre(a.timeMs !== b.timeMs || a.price !== b.price)
        const segment = drawingSegment({ kind: 'trend', id: 't', a, b, extend }, projection)
        for (const { x, y } of segment === undefined ? [] : [segment.from, segment.to]) {
          for (const value of [x, y]) {
            expect(value).toBeGreaterThanOrEqual(-1e-6)
            expect(value).toBeLessThanOrEqual(100 + 1e-6)
          }
        }
      }),
    )
  })

  it('finds what is below the pointer, ends before lines', () => {
    const hit = (x: number, y: number, drawings: readonly Drawing[] = [horizontal, trend]) =>
      hitDrawings(drawings, { x, y }, projection, 4)
    expect(hit(40, 42)).toMatchObject({ id: 't', part: 'body' })
    expect(hit(5, 53)).toMatchObject({ id: 'h', part: 'body', distance: 3 })
    expect(hit(5, 55)).toBeUndefined()
    expect(hit(21, 21)).toMatchObject({ id: 't', part: 'a' })
    expect(hit(62, 62)).toMatchObject({ id: 't', part: 'b' })
    expect(hit(70, 70)).toBeUndefined()
    const crossing: Drawing = { ...horizontal, id: 'over', price: 40 }
    expect(hit(60, 60, [trend, crossing])).toMatchObject({ id: 't', part: 'b' })
    expect(hit(60, 60, [crossing, trend])).toMatchObject({ id: 't', part: 'b' })
    expect(hit(50, 50, [horizontal, { ...horizontal, id: 'top' }])).toMatchObject({ id: 'top' })
  })

  it('places times between and beyond bars, and back', () => {
    const bars = [{ timeMs: 100 }, { timeMs: 200 }, { timeMs: 500 }]
    const index = (timeMs: number) => logicalIndex(bars, 100, timeMs)
    expect([0, 100, 150, 200, 350, 500, 700].map(index)).toEqual([-1, 0, 0.5, 1, 1.5, 2, 4])
    for (const timeMs of [0, 100, 150, 350, 500, 700])
      expect(timeAtLogicalIndex(bars, 100, index(timeMs) ?? Number.NaN)).toBeCloseTo(timeMs)
    expect([logicalIndex([], 100, 0), timeAtLogicalIndex([], 100, 0)]).toEqual([undefined, undefined])
  })
})
