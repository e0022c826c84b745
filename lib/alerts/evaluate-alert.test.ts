import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Bar } from '../market/bar.ts'
import { createAlertMemory } from './alert-memory.ts'
import type { AlertQuote } from './alert-quote.ts'
import { type AlertCondition, type AlertRule, conditionProblem, describeCondition } from './alert-rule.ts'
import { type AlertEvent, evaluateAlert, seedAlert } from './evaluate-alert.ts'
import { merge, noQuote, prices, ruleOf, type TestTrade } from './quotes.test-support.ts'

/** One alert, driven by hand. */
function drive(rule: AlertRule, memory = createAlertMemory()) {
  let quote: AlertQuote | undefined
  const events: AlertEvent[] = []
  const show = (next: AlertQuote, nowMs: number): AlertEvent | undefined => {
    const event = evaluateAlert(rule, memory, quote, next, nowMs)
    quote = next
    if (event !== undefined) events.push(event)
    return event
  }
  return {
    events,
    memory,
    show,
    trade: (nowMs: number, ...trades: readonly TestTrade[]) => show(merge(quote ?? noQuote, trades), nowMs),
    pass: (nowMs: number) => (quote === undefined ? undefined : show(quote, nowMs)),
    change: (nowMs: number, change: Partial<AlertQuote>) => show({ ...(quote ?? noQuote), ...change }, nowMs),
  }
}

const minute = 60_000
const percentRule = (change: Partial<AlertCondition & { kind: 'percent' }> = {}) =>
  ruleOf({ kind: 'percent', direction: 'either', percent: 5, windowMs: minute, ...change })

describe('a percent alert', () => {
  it('fires when the price is so far from one of the last span, and measures anew from there', () => {
    const alert = drive(percentRule())
    alert.trade(0, ...prices(1000))
    expect(alert.trade(20_000, ...prices(1020))).toBeUndefined()
    expect(alert.trade(40_000, ...prices(1050))).toMatchObject({ direction: 'up', amount: 5, kind: 'percent', coverage: 'exact' })
    expect(alert.trade(41_000, ...prices(1060))).toBeUndefined()
    expect(alert.trade(42_000, ...prices(1102, 1103))).toMatchObject({ direction: 'up' })
    expect(alert.trade(43_000, ...prices(1040))).toMatchObject({ direction: 'down' })
  })

  it('forgets what is older than its span', () => {
    const alert = drive(percentRule())
    alert.trade(0, ...prices(1000))
    alert.trade(10_000, ...prices(1030))
    expect(alert.trade(10_000 + 62_000, ...prices(1060))).toBeUndefined()
  })

  it('measures a jump after a quiet time from the price that stood', () => {
    const alert = drive(percentRule())
    alert.trade(0, ...prices(1000))
    for (let now = 1_000; now < 600_000; now += 1_000) alert.pass(now)
    expect(alert.trade(600_000, ...prices(1051))).toMatchObject({ direction: 'up' })
  })

  it('does not call it a move when it was blind for longer than its span', () => {
    const alert = drive(percentRule())
    alert.trade(0, ...prices(1000))
    alert.change(1_000, { status: 'stale' })
    alert.change(120_000, { ...merge({ ...noQuote, last: 1000, tradeCount: 1 }, prices(1200)), status: 'live' })
    expect(alert.events).toEqual([])
    expect(alert.trade(121_000, ...prices(1260))).toMatchObject({ direction: 'up' })
  })

  it('sees a swing inside one update when the last price is at its end', () => {
    const alert = drive(percentRule())
    alert.trade(0, ...prices(1000))
    expect(alert.trade(2_000, ...prices(960, 1008))).toMatchObject({ direction: 'up', amount: 5 })
  })

  it('goes one way when told to', () => {
    const alert = drive(percentRule({ direction: 'down' }))
    alert.trade(0, ...prices(1000))
    expect(alert.trade(1_000, ...prices(1200))).toBeUndefined()
    expect(alert.trade(2_000, ...prices(1140))).toMatchObject({ direction: 'down', amount: 5 })
  })

  it('agrees with every single trade up to the length of an update and a slice of its span', () => {
    const windowMs = 60_000
    const updateMs = 2_000
    const sliceMs = windowMs / 120
    const rule = percentRule({ direction: 'up', windowMs, percent: 3 })
    /** Is some trade so far above one of the span before it? */
    const risen = (trades: readonly { timeMs: number; price: number }[], spanMs: number, first: number, last: number) =>
      trades.some(
        (to, index) =>
          index >= first &&
          index <= last &&
          trades.some(
            (from, before) =>
              before < index && to.timeMs - from.timeMs < spanMs && (to.price - from.price) * 100 >= 3 * from.price,
          ),
      )
    fc.assert(
      fc.property(
        fc.array(fc.record({ gap: fc.nat(15_000), step: fc.integer({ min: -20, max: 20 }) }), { minLength: 2, maxLength: 40 }),
        (steps) => {
          let [timeMs, last] = [0, 1000]
          const trades = steps.map(({ gap, step }) => {
            timeMs += gap
            last += step
            return { timeMs, price: last, size: 1 }
          })
          const alert = drive(rule)
          alert.show(merge(noQuote, prices(1000)), 0)
          const all = [{ timeMs: Number.NEGATIVE_INFINITY, price: 1000, size: 1 }, ...trades]
          let shown = 1
          // Until the first firing: after it, the alert measures anew.
          for (let now = updateMs; shown < all.length; now += updateMs) {
            const due = all.filter((trade, index) => index >= shown && trade.timeMs <= now)
            const event = due.length === 0 ? alert.pass(now) : alert.trade(now, ...due)
            const [from, to] = [shown, shown + due.length - 1]
            shown += due.length
            // The price from before the first trade stands since ever.
            const standing = all.map((trade, index) => ({ ...trade, timeMs: index === 0 ? (all[1]?.timeMs ?? 0) : trade.timeMs }))
            if (event !== undefined) {
              // Nothing invented: the price in force when the span began counts as one of it.
              const inForce = standing.flatMap((trade, index) => [
                trade,
                { price: trade.price, timeMs: (standing[index + 1]?.timeMs ?? now) - 1 },
              ])
              const sorted = inForce
                .map((trade, order) => ({ ...trade, order }))
                .sort((a, b) => a.timeMs - b.timeMs || a.order - b.order)
              expect(risen(sorted, windowMs + updateMs + 2 * sliceMs, 0, sorted.length)).toBe(true)
              return
            }
            // Nothing missed but what began and ended within this update.
            const missed = all.some(
              (to_, index) =>
                index >= from &&
                index <= to &&
                all.some(
                  (from_, before) =>
                    before < from &&
                    to_.timeMs - from_.timeMs < windowMs - updateMs &&
                    (to_.price - from_.price) * 100 >= 3 * from_.price,
                ),
            )
            expect(missed).toBe(false)
          }
        },
      ),
      { numRuns: 300 },
    )
  })

  it('keeps its span when the tick becomes finer', () => {
    const alert = drive(percentRule())
    alert.trade(0, ...prices(1000))
    alert.change(1_000, { instrument: { tickSize: '0.01', lotSize: '1' }, last: 100_000, dayHigh: 100_000, dayLow: 100_000 })
    expect(alert.events).toEqual([])
    expect(alert.trade(2_000, ...prices(104_999))).toBeUndefined()
    expect(alert.trade(3_000, ...prices(105_000))).toMatchObject({ amount: 5 })
  })
})

describe('a volume alert', () => {
  const rule = ruleOf({ kind: 'volume', factor: 3, windowMs: minute })
  const sized = (size: number): TestTrade => ({ price: 100, size })
  /** So many lots a second. */
  const flow = (alert: ReturnType<typeof drive>, fromMs: number, toMs: number, lots: number) => {
    for (let now = fromMs; now < toMs; now += 1_000) alert.trade(now, sized(lots))
  }

  it('fires once when a span has so many times the volume of those before it, and again after it calmed', () => {
    const alert = drive(rule)
    flow(alert, 0, 10 * minute, 10)
    expect(alert.events).toEqual([])
    flow(alert, 10 * minute, 11 * minute, 40)
    expect(alert.events).toHaveLength(1)
    expect(alert.events[0]).toMatchObject({ kind: 'volume', direction: undefined })
    expect(alert.events[0]?.amount).toBeGreaterThanOrEqual(3)
    flow(alert, 11 * minute, 31 * minute, 10)
    expect(alert.events).toHaveLength(1)
    flow(alert, 31 * minute, 32 * minute, 60)
    expect(alert.events).toHaveLength(2)
  })

  it('fires at a low rate as at a high one', () => {
    const firedAt = (updateMs: number) => {
      const alert = drive(rule)
      for (let now = 0; now < 12 * minute; now += updateMs)
        alert.trade(now, sized((now < 10 * minute ? 10 : 50) * (updateMs / 1_000)))
      return alert.events.map(({ timeMs }) => timeMs)
    }
    const [fast, slow] = [firedAt(100), firedAt(2_000)]
    expect([fast.length, slow.length]).toEqual([1, 1])
    expect(Math.abs((fast[0] ?? 0) - (slow[0] ?? 0))).toBeLessThanOrEqual(minute / 12)
  })

  it('waits until it knows what is usual', () => {
    const alert = drive(rule)
    flow(alert, 0, 2 * minute, 1)
    flow(alert, 2 * minute, 3 * minute, 1_000)
    expect(alert.events).toEqual([])
  })

  /** Minutes with the volume of `flow` at 10 lots. */
  const usual: Bar[] = Array.from({ length: 130 }, (_, index) => ({
    timeMs: index * minute,
    open: 100,
    high: 100,
    low: 100,
    close: 100,
    volumeHigh: 0,
    volumeLow: 600,
    tradeCount: 1,
  }))

  it('knows it at once from bars of the past', () => {
    const alert = drive(ruleOf({ kind: 'volume', factor: 3, windowMs: 5 * minute }))
    const now = 130 * minute
    seedAlert(ruleOf({ kind: 'volume', factor: 3, windowMs: 5 * minute }), alert.memory, usual, minute, noQuote.instrument, now)
    flow(alert, now, now + 5 * minute, 10)
    expect(alert.events).toEqual([])
    flow(alert, now + 5 * minute, now + 10 * minute, 35)
    expect(alert.events).toHaveLength(1)
  })

  it('knows what is usual, too, when it began to watch before its past was there, and takes no past twice', () => {
    const volume = ruleOf({ kind: 'volume', factor: 3, windowMs: 5 * minute })
    const alert = drive(volume)
    const now = 130 * minute
    flow(alert, now, now + minute, 10)
    for (let time = 0; time < 2; time++) seedAlert(volume, alert.memory, usual, minute, noQuote.instrument, now + minute)
    flow(alert, now + minute, now + 5 * minute, 10)
    expect(alert.events).toEqual([])
    flow(alert, now + 5 * minute, now + 10 * minute, 35)
    expect(alert.events).toHaveLength(1)
    expect(alert.events[0]?.amount).toBeCloseTo(3, 0)
  })

  it('does not take the volume of an hour without connection for a burst', () => {
    const alert = drive(rule)
    flow(alert, 0, 10 * minute, 10)
    alert.change(10 * minute, { status: 'stale' })
    for (let now = 10 * minute; now < 70 * minute; now += 5_000) alert.pass(now)
    const missed = merge({ ...noQuote, tradeCount: 600, totalVolumeLots: 6_000n }, [sized(36_000)])
    alert.change(70 * minute, { ...missed, tradeCount: 4_000, status: 'live' })
    flow(alert, 70 * minute + 1_000, 75 * minute, 10)
    expect(alert.events).toEqual([])
  })

  it('counts nothing when the server begins anew', () => {
    const alert = drive(rule)
    flow(alert, 0, 10 * minute, 10)
    alert.change(10 * minute, { totalVolumeLots: 0n, tradeCount: 0 })
    flow(alert, 10 * minute + 1_000, 12 * minute, 10)
    expect(alert.events).toEqual([])
  })
})

describe('a stale alert', () => {
  it('fires once per silence, after it lasted, and when only time passes', () => {
    const alert = drive(ruleOf({ kind: 'stale', afterMs: 10_000 }))
    alert.trade(0, ...prices(100))
    alert.pass(60_000)
    expect(alert.events).toEqual([])
    alert.change(61_000, { status: 'stale' })
    expect(alert.pass(70_999)).toBeUndefined()
    expect(alert.pass(71_000)).toMatchObject({ kind: 'stale', amount: 10_000 })
    expect(alert.pass(200_000)).toBeUndefined()
    alert.change(201_000, { status: 'live' })
    alert.change(202_000, { status: 'stale' })
    expect(alert.pass(212_000)).toMatchObject({ key: 'r#2' })
  })

  it('does not mind a closed or halted market', () => {
    const alert = drive(ruleOf({ kind: 'stale', afterMs: 1_000 }))
    alert.change(0, { status: 'closed' })
    alert.pass(60_000)
    alert.change(61_000, { status: 'halted' })
    alert.pass(120_000)
    expect(alert.events).toEqual([])
  })
})

describe('any alert', () => {
  const level = (change: Partial<AlertRule> = {}) => ruleOf({ kind: 'price', direction: 'either', level: '10' }, change)

  it('fires once or every time', () => {
    const once = drive(level({ repeat: 'once' }))
    const every = drive(level())
    for (const alert of [once, every]) for (const [now, price] of [9, 11, 9, 11].entries()) alert.trade(now, ...prices(price))
    expect([once.events.length, every.events.length]).toEqual([1, 3])
    expect(every.events.map(({ key }) => key)).toEqual(['r#1', 'r#2', 'r#3'])
  })

  it('leaves out what follows too soon', () => {
    const alert = drive(level({ cooldownMs: 1_000 }))
    for (const [now, price] of [
      [0, 9],
      [100, 11],
      [200, 9],
      [1_099, 11],
      [1_100, 9],
    ] as const)
      alert.trade(now, ...prices(price))
    expect(alert.events.map(({ timeMs }) => timeMs)).toEqual([100, 1_100])
  })

  it('ends at its expiry', () => {
    const alert = drive(level({ expiresAtMs: 100 }))
    alert.trade(0, ...prices(9))
    expect(alert.trade(99, ...prices(11))).toBeDefined()
    expect(alert.trade(100, ...prices(9))).toBeUndefined()
  })

  it('tells of a crossing between two visits, once', () => {
    const alert = drive(level())
    alert.trade(0, ...prices(9))
    const later = drive(level(), {
      ...createAlertMemory(),
      wasUpper: alert.memory.wasUpper,
      levelIsUpper: alert.memory.levelIsUpper,
    })
    expect(later.trade(1e6, ...prices(12))).toMatchObject({ direction: 'up', coverage: 'away' })
    expect(later.trade(1e6 + 1, ...prices(12))).toBeUndefined()
  })

  it('says what it waits for and what is wrong with it', () => {
    const conditions: AlertCondition[] = [
      { kind: 'price', direction: 'up', level: '61000' },
      { kind: 'percent', direction: 'down', percent: 2.5, windowMs: 300_000 },
      { kind: 'volume', factor: 5, windowMs: 3_600_000 },
      { kind: 'stale', afterMs: 90_000 },
    ]
    expect(conditions.map(describeCondition)).toEqual([
      'rises to 61,000',
      'falls 2.5% within 5 min',
      'trades 5 times its usual volume within 1 h',
      'is silent for 90 s',
    ])
    expect(conditions.map(conditionProblem)).toEqual([undefined, undefined, undefined, undefined])
    expect(conditionProblem({ kind: 'price', direction: 'up', level: '-1' })).toBe('The price must be a number above 0.')
    expect(conditionProblem({ kind: 'percent', direction: 'up', percent: 0, windowMs: minute })).toBe(
      'The move must be between 0.01 and 1,000%.',
    )
    expect(conditionProblem({ kind: 'volume', factor: Number.NaN, windowMs: minute })).toBe(
      'The factor must be between 1.1 and 1,000 times.',
    )
    expect(conditionProblem({ kind: 'volume', factor: 2, windowMs: 1 })).toBe('The time span must be between 10 and 86,400 s.')
    expect(conditionProblem({ kind: 'stale', afterMs: 0 })).toBe('The silence must be between 1 and 86,400 s.')
  })
})
