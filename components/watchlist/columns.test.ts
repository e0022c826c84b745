import { expect, test } from 'vitest'
import { columnsForWidth, leastRowWidth } from '@/components/watchlist/columns.ts'

// A scroll bar takes its part of a list.
const scrollBarPx = 10

test('the columns a list begins with have room in a list of any width from 300 px on', () => {
  for (let width = 300; width <= 900; width += 1) {
    const tracks = columnsForWidth(width).map(({ track }) => track)
    expect(leastRowWidth(tracks), `${width} px`).toBeLessThanOrEqual(width - scrollBarPx)
  }
})
