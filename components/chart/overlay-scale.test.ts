import type { AutoscaleInfo, AutoscaleInfoProvider } from 'lightweight-charts'
import { expect, test } from 'vitest'
import { createOverlayScale, withinReach } from '@/components/chart/overlay-scale.ts'

const range = (minValue: number, maxValue: number) => ({ minValue, maxValue })
const prices = range(100, 160)

test('a band around the prices is in view whole', () => {
  expect(withinReach(range(95, 168), prices)).toEqual(range(95, 168))
  expect(withinReach(range(120, 130), prices)).toEqual(range(120, 130))
})

test('of a line that leaves the prices only what is near them has a part in the scale', () => {
  expect(withinReach(range(20, 150), prices)).toEqual(range(90, 150))
  expect(withinReach(range(0, 1_000), prices)).toEqual(range(90, 170))
})

test('a line far from all prices does not squeeze them', () => {
  expect(withinReach(range(20, 30), prices)).toBeUndefined()
  expect(withinReach(range(500, 600), prices)).toBeUndefined()
})

test('beside prices that have no height there is nothing to squeeze', () => {
  expect(withinReach(range(20, 30), range(100, 100))).toEqual(range(20, 30))
})

test('the chart is told of a series over the prices by what the prices are at that moment', () => {
  const scale = createOverlayScale()
  const far = (): AutoscaleInfo => ({ priceRange: range(20, 30) })
  // Before there are prices there is nothing to measure by.
  expect(scale.provider(far)).toEqual(far())
  let provider: AutoscaleInfoProvider | undefined
  scale.follow({
    applyOptions: (options) => {
      provider = options.autoscaleInfoProvider
    },
  })
  expect(provider?.(() => ({ priceRange: prices }))).toEqual({ priceRange: prices })
  expect(scale.provider(far)).toBeNull()
  provider?.(() => ({ priceRange: range(10, 40) }))
  expect(scale.provider(far)).toEqual(far())
})
