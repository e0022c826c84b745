import { expect, test } from 'vitest'
import { linePath } from '@/components/watchlist/sparkline.ts'

test('a shape that is not known is not drawn, one that is level is', () => {
  expect(linePath([])).toBe('')
  expect(linePath([100])).toBe('')
  expect(linePath([100, 100])).toBe('M0.0 9.0L60.0 9.0')
})
