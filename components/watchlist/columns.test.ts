import { afterEach, expect, test, vi } from 'vitest'
import { columnsForWidth, leastRowWidth } from '@/components/watchlist/columns.ts'
import { resizeColumn, swapColumns, toggleColumn } from '@/lib/workspace/column-edits.ts'
import { defaultWorkspace, type Workspace } from '@/lib/workspace/workspace.ts'

afterEach(() => {
  vi.doUnmock('@/components/ui/text-scale.ts')
  vi.resetModules()
})

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

test('with larger letters they are wider, come in wider lists, and are as wide as somebody made them in proportion', async () => {
  vi.resetModules()
  vi.doMock('@/components/ui/text-scale.ts', () => ({ textScale: 1.5 }))
  const larger = await import('@/components/watchlist/columns.ts')
  const ids = (width: number) => larger.columnsForWidth(width).map(({ id }) => id)
  for (const width of [300, 390, 600, 900]) expect(ids(width * 1.5)).toEqual(columnsForWidth(width).map(({ id }) => id))
  const tracks = larger.columnsForWidth(900, [
    { id: 'last', width: 120 },
    { id: 'percent', width: undefined },
  ])
  expect(tracks.map(({ track }) => track)).toEqual(['180px', 'minmax(102px,0.7fr)'])
})
