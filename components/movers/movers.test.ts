import { expect, test } from 'vitest'
import { findMovers } from '@/components/movers/movers.ts'
import { quote } from '@/components/test-support/fake-stream.ts'

test('the largest moves come first, and what has no price or is stale does not count', () => {
  const { up, down } = findMovers(
    [
      quote('A', { last: 10_100 }),
      quote('B', { last: 10_300 }),
      quote('C', { last: 9_800 }),
      quote('D', { last: 9_500 }),
      quote('same'),
      quote('none', { last: 0 }),
      quote('old', { last: 20_000, status: 'stale' }),
      quote('yesterday', { last: 20_000, status: 'closed' }),
    ],
    1,
  )
  expect(up.map((mover) => mover.quote.symbol)).toEqual(['B'])
  expect(down.map((mover) => mover.quote.symbol)).toEqual(['D'])
  expect(down[0]?.change).toBeCloseTo(-0.05)
})
