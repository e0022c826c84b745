import { expect, test } from 'vitest'
import { depthLadder } from '@/components/depth/depth-ladder.ts'
import { instrument } from '@/components/test-support/fake-stream.ts'

const book = {
  symbol: 'A',
  instrument: instrument('A'),
  timeMs: 0,
  bids: [
    { price: 99, size: 10 },
    { price: 98, size: 30 },
  ],
  asks: [
    { price: 100, size: 20 },
    { price: 101, size: 60 },
    { price: 102, size: 500 },
  ],
}

test('sums run from the best price, and both sides are drawn on one scale', () => {
  const { bids, asks } = depthLadder(book, 2)
  expect(asks.map((level) => level.sum)).toEqual([20, 80])
  expect(bids.map((level) => level.sum)).toEqual([10, 40])
  expect(asks.map((level) => level.share)).toEqual([0.25, 1])
  expect(bids.map((level) => level.share)).toEqual([0.125, 0.5])
})

test('an empty side is empty', () => {
  expect(depthLadder({ ...book, bids: [], asks: [] }, 20)).toEqual({ bids: [], asks: [] })
})
