import { describe, expect, test, vi } from 'vitest'
import { createChartLinks } from '@/components/chart/chart-links.ts'
import type { LinkName } from '@/lib/workspace/workspace.ts'

function chart() {
  return { showTime: vi.fn(), showSpan: vi.fn() }
}
const span = { fromMs: 1, toMs: 2 }

function join(count: number, linked: readonly LinkName[] = ['crosshair', 'range']) {
  const links = createChartLinks((name) => linked.includes(name))
  return Array.from({ length: count }, () => {
    const own = chart()
    return { chart: own, link: links.join(own) }
  })
}

describe('linked charts', () => {
  test('point where one of them is pointed at, all but that one', () => {
    const [a, b, c] = join(3)
    b?.link.point(5, 'SIM:A', 7)
    expect(a?.chart.showTime).toHaveBeenCalledWith(5, 'SIM:A', 7)
    expect(c?.chart.showTime).toHaveBeenCalledWith(5, 'SIM:A', 7)
    expect(b?.chart.showTime).not.toHaveBeenCalled()
  })

  test('a chart that follows does not lead back', () => {
    const [a, b] = join(2)
    b?.chart.showSpan.mockImplementation((taken) => b.link.span({ ...taken, toMs: taken.toMs + 1 }))
    a?.link.lead()
    a?.link.span(span)
    expect(b?.chart.showSpan).toHaveBeenCalledTimes(1)
    expect(a?.chart.showSpan).not.toHaveBeenCalled()
    b?.link.lead()
    b?.link.span(span)
    expect(a?.chart.showSpan).toHaveBeenCalledWith(span)
  })

  test('a chart that comes later takes the span of the one that leads, and the leader its own', () => {
    const [a, b] = join(2)
    expect(b?.link.current()).toBeUndefined()
    a?.link.span(span)
    expect([a?.link.current(), b?.link.current()]).toEqual([undefined, span])
  })

  test('nothing moves where nothing is linked', () => {
    const [a, b] = join(2, [])
    a?.link.point(5, 'SIM:A', 7)
    a?.link.span(span)
    expect(b?.chart.showTime).not.toHaveBeenCalled()
    expect(b?.chart.showSpan).not.toHaveBeenCalled()
    expect(b?.link.current()).toBeUndefined()
  })

  test('without its leader the next one leads', () => {
    const [a, b, c] = join(3)
    a?.link.leave()
    b?.link.span(span)
    expect(c?.chart.showSpan).toHaveBeenCalledWith(span)
    expect(a?.chart.showSpan).not.toHaveBeenCalled()
  })
})
