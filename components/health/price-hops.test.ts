import { expect, test } from 'vitest'
import { priceHops } from '@/components/health/price-hops.ts'

test('the way of a price adds up to what was measured', () => {
  const hops = priceHops({ venueTimeMs: 1_000, receivedTimeMs: 1_040 }, 20, 25)
  expect(hops).toEqual({ venueToServerMs: 40, wireMs: 10, browserMs: 15 })
})

test('what is not known is not made up', () => {
  expect(priceHops({ venueTimeMs: undefined, receivedTimeMs: 1_040 }, undefined, 25)).toEqual({
    venueToServerMs: undefined,
    wireMs: undefined,
    browserMs: undefined,
  })
  expect(priceHops(undefined, 20, undefined)).toEqual({ venueToServerMs: undefined, wireMs: 10, browserMs: undefined })
})

test('a clock that is wrong by less than the wire makes no time below zero here, and is shown for the venue', () => {
  const hops = priceHops({ venueTimeMs: 1_050, receivedTimeMs: 1_040 }, 20, 7)
  expect(hops).toEqual({ venueToServerMs: -10, wireMs: 10, browserMs: 0 })
})
