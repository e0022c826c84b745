// @vitest-environment jsdom
import { expect, test } from 'vitest'
import { createCellText } from '@/components/watchlist/cell-text.ts'

test('a text of another length is another node, and does not count as one that moved', () => {
  const cell = document.createElement('div')
  const write = createCellText(cell)
  const [dash] = cell.childNodes
  expect(cell.textContent).toBe('–')
  write('9.99')
  const [price] = cell.childNodes
  expect(price).not.toBe(dash)
  write('9.98')
  expect(cell.childNodes[0]).toBe(price)
  write('10.01')
  expect(cell.textContent).toBe('10.01')
  expect(cell.childNodes[0]).not.toBe(price)
})
