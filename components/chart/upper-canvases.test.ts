// @vitest-environment jsdom
import { expect, it } from 'vitest'
import { giveUpperCanvases } from '@/components/chart/upper-canvases.ts'

function canvas(width: number, height: number): HTMLCanvasElement {
  const element = document.createElement('canvas')
  element.width = width
  element.height = height
  return element
}

it('a canvas above another has pixels only while something is drawn on it, as many as that one', () => {
  const container = document.createElement('div')
  const [pane, axis] = [document.createElement('div'), document.createElement('div')]
  const [prices, cross, scale, labels] = [canvas(900, 600), canvas(900, 600), canvas(60, 600), canvas(60, 600)]
  pane.append(prices, cross)
  axis.append(scale, labels)
  container.append(pane, axis)
  const sizes = () => [prices, cross, scale, labels].map(({ width, height }) => [width, height])

  giveUpperCanvases(container, false)
  expect(sizes()).toEqual([
    [900, 600],
    [0, 0],
    [60, 600],
    [0, 0],
  ])
  giveUpperCanvases(container, true)
  expect(sizes()).toEqual([
    [900, 600],
    [900, 600],
    [60, 600],
    [60, 600],
  ])
})
