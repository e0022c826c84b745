import { expect, test } from 'vitest'
import { columnsForWidth, leastRowWidth } from '@/components/watchlist/columns.ts'
import { resizeColumn, swapColumns, toggleColumn } from '@/lib/workspace/column-edits.ts'
import { defaultWorkspace, type Workspace } from '@/lib/workspace/workspace.ts'

// A scroll bar takes its part of a list.
const scrollBarPx = 10

test('the columns a list begins with have room in a list of any width from 300 px on', () => {
  for (let width = 300; width <= 900; width += 1) {
    const tracks = columnsForWidth(width).map(({ track }) => track)
    expect(leastRowWidth(tracks), `${width} px`).toBeLessThanOrEqual(width - scrollBarPx)
  }
})

const shown = ({ columns }: Workspace, width: number) => columnsForWidth(width, columns).map(({ id }) => id)

test('those for which there is no room come with it wherever the others were moved, and stay away until then', () => {
  const moved = swapColumns(defaultWorkspace, 'last', 'percent')
  expect(shown(moved, 390)).toEqual(['symbol', 'spark', 'percent', 'last'])
  expect(shown(moved, 900)).toEqual(['symbol', 'spark', 'percent', 'change', 'last', 'bid', 'ask', 'volume'])
  expect(shown(resizeColumn(moved, 'last', 120), 390)).toEqual(['symbol', 'spark', 'percent', 'last'])
})

test('chosen ones are all there, however narrow the list', () => {
  expect(shown(toggleColumn(defaultWorkspace, 'venue'), 390)).toHaveLength(9)
  expect(shown(toggleColumn(defaultWorkspace, 'bid'), 390)).toHaveLength(7)
})
