import { expect, test } from 'vitest'
import { heatLevel, heatLimit } from './heat-scale.ts'

test('the scale fits the day: a calm one is not grey, a wild one not all of one colour', () => {
  expect(heatLimit([0.001, -0.0015, 0.0005])).toBe(0.002)
  expect(heatLimit([0.01, -0.03, 0.035, -0.02])).toBe(0.03)
  expect(heatLimit([])).toBe(0.002)
  expect(heatLimit([9])).toBe(0.4)
})

test('one wild instrument does not take the colour from the rest', () => {
  expect(heatLimit([...Array.from({ length: 19 }, () => 0.009), 5])).toBe(0.01)
})

test('levels are even on both sides and end at the fullest', () => {
  expect([-1, -0.02, -0.004, 0, 0.004, 0.01, 0.02, 1].map((change) => heatLevel(change, 0.02))).toEqual([
    -4, -4, -1, 0, 1, 2, 4, 4,
  ])
  expect(Object.is(heatLevel(-0.0001, 0.02), 0)).toBe(true)
})
