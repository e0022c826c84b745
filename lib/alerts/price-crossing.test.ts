import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseDecimal } from '../market/decimal.ts'
import { createAlertMemory } from './alert-memory.ts'
import type { Direction } from './alert-rule.ts'
import { type AlertEvent, evaluateAlert } from './evaluate-alert.ts'
import { upperFromTicks } from './price-crossing.ts'
import { merge, noQuote, prices, ruleOf } from './quotes.test-support.ts'

const level = 10

/** What every single trade says, trade by trade: the model that merged updates are held against. */
function modelFirings(first: number, trades: readonly number[], direction: Direction): ('up' | 'down' | undefined)[] {
  // The level belongs to the side that is waited for; for `either`, to the side the price is not on.
  const levelIsUpper = direction === 'up' || (direction === 'either' && first <= level)
  const upper = (price: number) => (levelIsUpper ? price >= level : price > level)
  let was = upper(first)
  return trades.map((price) => {
    const is = upper(price)
    const crossed = was === is ? undefined : is ? 'up' : 'down'
    was = is
    return direction === 'either' || crossed === direction ? crossed : undefined
  })
}

/** The same trades in updates of so many each; events per update. */
function mergedFirings(
  first: number,
  batches: readonly (readonly number[])[],
  direction: Direction,
  repeat: 'once' | 'every' = 'every',
): (AlertEvent | undefined)[] {
  const rule = ruleOf({ kind: 'price', direction, level: String(level) }, { repeat })
  const memory = createAlertMemory()
  let quote = merge(noQuote, prices(first))
  evaluateAlert(rule, memory, undefined, quote, 0)
  return batches.map((batch, index) => {
    const next = merge(quote, prices(...batch))
    const event = evaluateAlert(rule, memory, quote, next, index + 1)
    quote = next
    return event
  })
}

const price = fc.integer({ min: level - 2, max: level + 2 })
const batches = fc.array(fc.array(price, { maxLength: 6 }), { maxLength: 12 })

/** Firings of the model, by update. */
function modelByBatch(first: number, split: readonly (readonly number[])[], direction: Direction) {
  const firings = modelFirings(first, split.flat(), direction)
  return split.map((batch, index) => {
    const start = split.slice(0, index).flat().length
    return firings.slice(start, start + batch.length).filter((each) => each !== undefined)
  })
}

describe('a price alert on merged updates', () => {
  it('either way fires in exactly the updates in which some trade crossed', () => {
    fc.assert(
      fc.property(price, batches, (first, split) => {
        const model = modelByBatch(first, split, 'either')
        const merged = mergedFirings(first, split, 'either')
        expect(merged.map((event) => event !== undefined)).toEqual(model.map((firings) => firings.length > 0))
        merged.forEach((event, index) => {
          if (event !== undefined) expect(event.direction).toBe(model[index]?.[0])
        })
      }),
      { numRuns: 2_000 },
    )
  })

  it.each(['up', 'down'] as const)('that waits for %s fires in the very update in which the first trade crossed', (direction) => {
    const waitingSide = direction === 'up' ? fc.integer({ min: 5, max: level - 1 }) : fc.integer({ min: level + 1, max: 15 })
    fc.assert(
      fc.property(waitingSide, batches, (first, split) => {
        const model = modelByBatch(first, split, direction).findIndex((firings) => firings.length > 0)
        const merged = mergedFirings(first, split, direction, 'once').flatMap((event, index) =>
          event === undefined ? [] : [index],
        )
        expect(merged).toEqual(model < 0 ? [] : [model])
      }),
      { numRuns: 2_000 },
    )
  })

  it.each(['up', 'down'] as const)(
    '%s again and again misses only round trips inside one update, and invents nothing',
    (direction) => {
      const far = (value: number) => (direction === 'up' ? value >= level : value <= level)
      fc.assert(
        fc.property(price, batches, (first, split) => {
          const model = modelByBatch(first, split, direction).map((firings) => firings.length > 0)
          const merged = mergedFirings(first, split, direction).map((event) => event !== undefined)
          let before = first
          split.forEach((batch, index) => {
            const after = batch.at(-1) ?? before
            const undecidable = far(before) && !far(after)
            if (!undecidable) expect(merged[index]).toBe(model[index])
            else if (merged[index]) expect(model[index]).toBe(true)
            before = after
          })
        }),
        { numRuns: 2_000 },
      )
    },
  )

  it('fires the same at every rate when each update holds one trade', () => {
    fc.assert(
      fc.property(
        price,
        fc.array(price, { maxLength: 40 }),
        fc.constantFrom<Direction>('up', 'down', 'either'),
        (first, trades, direction) => {
          const single = mergedFirings(
            first,
            trades.map((trade) => [trade]),
            direction,
          )
          expect(single.map((event) => event?.direction)).toEqual(modelFirings(first, trades, direction))
        },
      ),
    )
  })

  it('invents nothing when updates were missed, and says that some were', () => {
    fc.assert(
      fc.property(
        price,
        batches,
        fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }),
        fc.constantFrom<Direction>('up', 'down', 'either'),
        (first, split, skipped, direction) => {
          const rule = ruleOf({ kind: 'price', direction, level: String(level) })
          const memory = createAlertMemory()
          let quote = merge(noQuote, prices(first))
          let shown = quote
          evaluateAlert(rule, memory, undefined, quote, 0)
          let pending = 0
          const model = modelByBatch(first, split, direction)
          split.forEach((batch, index) => {
            quote = merge(quote, prices(...batch))
            pending += model[index]?.length ?? 0
            if (skipped[index] === true) return
            const event = evaluateAlert(rule, memory, shown, quote, index)
            if (event !== undefined) {
              expect(pending).toBeGreaterThan(0)
              expect(event.coverage).toBe(quote.tradeCount - shown.tradeCount === quote.mergedTrades ? 'exact' : 'gap')
            }
            shown = quote
            pending = 0
          })
        },
      ),
      { numRuns: 1_000 },
    )
  })

  it('finds a crossing that only the new extreme of the day tells of', () => {
    const rule = ruleOf({ kind: 'price', direction: 'up', level: '20' })
    const memory = createAlertMemory()
    const before = merge(noQuote, prices(15))
    evaluateAlert(rule, memory, undefined, before, 0)
    const after = merge(merge(before, prices(25)), prices(14))
    expect(evaluateAlert(rule, memory, before, after, 1)).toMatchObject({ direction: 'up', coverage: 'gap', price: 14 })
  })

  it('does not take a change of bid, ask or status for a trade', () => {
    const [first, ...rest] = mergedFirings(9, [[], [], []], 'either')
    expect([first, ...rest]).toEqual([undefined, undefined, undefined])
  })
})

describe('the level', () => {
  it('lies on the tick or between two, in any step', () => {
    expect([upperFromTicks('10', '0.5', true), upperFromTicks('10', '0.5', false)]).toEqual([20, 21])
    expect([upperFromTicks('10.2', '0.5', true), upperFromTicks('10.2', '0.5', false)]).toEqual([21, 21])
    expect([upperFromTicks('61000', '0.01', true), upperFromTicks('0.00000001', '0.01', true)]).toEqual([6_100_000, 1])
    expect(upperFromTicks('x', '1', true)).toBeNaN()
  })

  it('splits whole ticks as exact arithmetic does', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e9 }),
        fc.nat(9),
        fc.constantFrom('0.01', '0.25', '5', '0.00001'),
        fc.boolean(),
        fc.integer({ min: 1, max: 1e6 }),
        (digits, decimals, tick, levelIsUpper, ticks) => {
          const text = `${Math.floor(digits / 10 ** decimals)}.${String(digits % 10 ** decimals).padStart(decimals, '0')}`
          const exact = (value: string) =>
            (parseDecimal(value)?.digits ?? 0n) * 10n ** BigInt(20 - (parseDecimal(value)?.decimals ?? 0))
          const value = BigInt(ticks) * exact(tick)
          const upper = levelIsUpper ? value >= exact(text) : value > exact(text)
          expect(ticks >= upperFromTicks(text, tick, levelIsUpper)).toBe(upper)
        },
      ),
    )
  })

  it('is kept when the tick becomes finer', () => {
    const rule = ruleOf({ kind: 'price', direction: 'up', level: '10' })
    const memory = createAlertMemory()
    const coarse = merge(noQuote, prices(9))
    evaluateAlert(rule, memory, undefined, coarse, 0)
    const finer = { ...coarse, instrument: { tickSize: '0.1', lotSize: '1' }, last: 90, dayHigh: 90, dayLow: 90 }
    expect(evaluateAlert(rule, memory, coarse, finer, 1)).toBeUndefined()
    expect(evaluateAlert(rule, memory, finer, merge(finer, prices(99)), 2)).toBeUndefined()
    expect(evaluateAlert(rule, memory, finer, merge(finer, prices(100)), 3)).toMatchObject({
      direction: 'up',
      tickSize: '0.1',
      price: 100,
    })
  })
})
