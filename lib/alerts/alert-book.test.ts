import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createAlertBook } from './alert-book.ts'
import { createAlertClaims } from './alert-claims.ts'
import { parseAlerts, serialiseAlerts } from './alert-file.ts'
import { createAlertMemory } from './alert-memory.ts'
import { type AlertCondition, type AlertRule, alertLimits } from './alert-rule.ts'
import type { AlertEvent } from './evaluate-alert.ts'
import { merge, noQuote, prices, ruleOf } from './quotes.test-support.ts'

const crosses = (id: string, level: string, change: Partial<AlertRule> = {}) =>
  ruleOf({ kind: 'price', direction: 'either', level }, { id, ...change })

function open(saved: { text: string | null } = { text: null }, claim?: ReturnType<typeof createAlertClaims>) {
  const clock = { ms: 1_000 }
  const fired: AlertEvent[] = []
  const options = {
    now: () => clock.ms,
    onFired: (event: AlertEvent) => fired.push(event),
    save: () => {
      saved.text = book.text()
    },
  }
  const book = createAlertBook(claim === undefined ? options : { ...options, claim })
  return { book, clock, fired, saved }
}

describe('the book of alerts', () => {
  it('watches only symbols that some alert waits on', () => {
    const { book, fired } = open()
    book.put(crosses('a', '10', { repeat: 'once' }))
    book.put(crosses('b', '10', { symbol: 'SIM:B' }))
    expect(book.symbols()).toEqual(['SIM:A', 'SIM:B'])
    let quote = merge(noQuote, prices(9))
    book.observe(quote)
    quote = merge(quote, prices(11))
    book.observe(quote)
    book.observe(quote)
    expect(fired.map(({ key }) => key)).toEqual(['a#1'])
    expect(book.symbols()).toEqual(['SIM:B'])
    expect(book.list().map(({ state, occurrences }) => [state, occurrences])).toEqual([
      ['fired', 1],
      ['waiting', 0],
    ])
  })

  it('does not fire for what traded before an alert was made', () => {
    const { book, fired } = open()
    book.put(crosses('old', '50'))
    const before = merge(noQuote, prices(9))
    book.observe(before)
    book.put(crosses('new', '10'))
    book.observe(merge(before, prices(11, 9, 11)))
    expect(fired).toEqual([])
  })

  it('keeps the side of the level over a reload and tells what happened meanwhile', () => {
    const first = open()
    first.book.put(crosses('a', '10'))
    first.book.observe(merge(noQuote, prices(9)))
    first.book.tick()
    const second = open(first.saved)
    expect(second.book.restore(first.saved.text)).toEqual({ ignored: [], unread: [] })
    second.book.observe(merge(noQuote, prices(12)))
    expect(second.fired).toMatchObject([{ key: 'a#1', coverage: 'away' }])
    expect(second.book.list()[0]?.occurrences).toBe(1)
  })

  it('is not made to forget by what another tab saves', () => {
    const saved = { text: null as string | null }
    const { book, fired, clock } = open(saved)
    book.put(ruleOf({ kind: 'percent', direction: 'up', percent: 5, windowMs: 60_000 }))
    const quote = merge(noQuote, prices(1000))
    book.observe(quote)
    book.restore(saved.text)
    clock.ms += 1_000
    book.observe(merge(quote, prices(1050)))
    expect(fired).toHaveLength(1)
  })

  it('reports a firing in one tab only', () => {
    const stored = new Map<string, string>()
    const storage = {
      getItem: (key: string) => stored.get(key) ?? null,
      setItem: (key: string, value: string) => void stored.set(key, value),
    }
    const tabs = [open({ text: null }, createAlertClaims(storage)), open({ text: null }, createAlertClaims(storage))]
    for (const { book } of tabs) book.put(crosses('a', '10'))
    let quote = merge(noQuote, prices(9))
    for (const price of [9, 11, 9]) {
      quote = merge(quote, prices(price))
      for (const { book } of tabs) book.observe(quote)
    }
    expect(tabs.map(({ fired }) => fired.map(({ key }) => key))).toEqual([['a#1', 'a#2'], []])
    const broken = createAlertClaims({
      getItem: () => null,
      setItem: () => {
        throw new Error('full')
      },
    })
    let reports = 0
    for (const key of ['x', 'x']) broken(key, () => reports++)
    expect(reports).toBe(2)
  })

  it('can switch off and on again, remove and bring back, without repeating a name', () => {
    const { book, fired } = open()
    const rule = crosses('a', '10', { repeat: 'once' })
    book.put(rule)
    let quote = noQuote
    const move = (price: number) => {
      quote = merge(quote, prices(price))
      book.observe(quote)
    }
    move(9)
    move(11)
    book.setEnabled('a', false)
    expect(book.list()[0]?.state).toBe('fired')
    book.setEnabled('a', true)
    expect(book.list()[0]).toMatchObject({ state: 'waiting', occurrences: 0 })
    move(9)
    move(11)
    const restore = book.remove('a')
    expect([book.remove('a'), book.symbols()]).toEqual([undefined, []])
    restore?.()
    expect(book.list()).toMatchObject([{ rule, state: 'fired', occurrences: 1 }])
    book.remove('a')
    book.put(rule)
    move(9)
    move(11)
    expect(fired.map(({ key }) => key)).toEqual(['a#1', 'a#2', 'a#3'])
  })

  it('says when an alert expired, and notices silence when only time passes', () => {
    const { book, clock, fired } = open()
    book.put(crosses('a', '10', { expiresAtMs: 5_000 }))
    book.put(ruleOf({ kind: 'stale', afterMs: 1_000 }, { id: 's' }))
    let told = 0
    const stop = book.subscribe(() => (told += 1))
    book.observe({ ...merge(noQuote, prices(9)), status: 'stale' })
    clock.ms = 5_000
    book.tick()
    expect(book.list().map(({ state }) => state)).toEqual(['expired', 'waiting'])
    expect(fired.map(({ key }) => key)).toEqual(['s#1'])
    expect(told).toBe(1)
    const list = book.list()
    book.tick()
    stop()
    expect([told, book.list() === list]).toEqual([1, true])
  })

  it('takes no more than it can hold', () => {
    const { book } = open()
    for (let index = 0; index < alertLimits.rulesMax; index++) expect(book.put(crosses(`r${index}`, '10'))).toBe(true)
    expect([book.put(crosses('more', '10')), book.put(crosses('r0', '11')), book.put(crosses('r1', 'x'))]).toEqual([
      false,
      true,
      false,
    ])
  })

  it('saves which side a price is on no more often than time is told', () => {
    let saves = 0
    const book = createAlertBook({ now: () => 0, onFired: () => undefined, save: () => (saves += 1) })
    book.put(ruleOf({ kind: 'price', direction: 'up', level: '10' }, { cooldownMs: 1e9 }))
    let quote = noQuote
    for (let trade = 0; trade < 100; trade++) {
      quote = merge(quote, prices(trade % 2 === 0 ? 9 : 11))
      book.observe(quote)
    }
    book.tick()
    // Made, fired once, told the time once.
    expect(saves).toBe(3)
  })
})

const condition: fc.Arbitrary<AlertCondition> = fc.oneof(
  fc.record({
    kind: fc.constant('price' as const),
    direction: fc.constantFrom('up', 'down', 'either'),
    level: fc.integer({ min: 1 }).map(String),
  }),
  fc.record({
    kind: fc.constant('percent' as const),
    direction: fc.constantFrom('up', 'down', 'either'),
    percent: fc.integer({ min: 1, max: 100 }),
    windowMs: fc.integer({ min: 10_000, max: 86_400_000 }),
  }),
  fc.record({
    kind: fc.constant('volume' as const),
    factor: fc.integer({ min: 2, max: 100 }),
    windowMs: fc.integer({ min: 10_000, max: 86_400_000 }),
  }),
  fc.record({ kind: fc.constant('stale' as const), afterMs: fc.integer({ min: 1_000, max: 86_400_000 }) }),
)

describe('saved alerts', () => {
  it('come back as they were', () => {
    const rule = fc
      .tuple(condition, fc.boolean(), fc.option(fc.nat(), { nil: undefined }), fc.string({ maxLength: 200 }))
      .map(([each, enabled, expiresAtMs, note]) => ruleOf(each, { enabled, expiresAtMs, note }))
    fc.assert(
      fc.property(
        fc.array(rule, { maxLength: 10 }),
        fc.nat(),
        fc.option(fc.boolean(), { nil: undefined }),
        (rules, occurrences, wasUpper) => {
          const alerts = rules.map((each, index) => ({
            rule: { ...each, id: String(index) },
            memory: { ...createAlertMemory(), occurrences, wasUpper },
          }))
          expect(parseAlerts(serialiseAlerts(alerts))).toEqual({ alerts, ignored: [], unread: [] })
        },
      ),
    )
  })

  it('survive damage: what can be read stays, the rest is told', () => {
    const good = crosses('a', '10')
    const bad = [{ ...good, id: 'b', condition: { kind: 'price', direction: 'up', level: 'x' } }, null, { ...good, id: '' }]
    const { alerts, ignored, unread } = parseAlerts(JSON.stringify({ version: 1, alerts: [good, ...bad] }))
    expect(alerts.map(({ rule }) => rule)).toEqual([good])
    expect(ignored).toEqual(['2 alerts on SIM:A could not be used.', 'An alert could not be used.'])
    expect(unread.map((text) => JSON.parse(text))).toEqual(bad)
    expect(parseAlerts('}')).toEqual({ alerts: [], ignored: ['The saved alerts could not be read.'], unread: ['}'] })
    const newer = '{"version":9,"alerts":[]}'
    expect(parseAlerts(newer)).toEqual({
      alerts: [],
      ignored: ['The saved alerts were written by a newer version.'],
      unread: [newer],
    })
    expect(parseAlerts(null)).toEqual({ alerts: [], ignored: [], unread: [] })
  })

  it('never throw, whatever was stored', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => parseAlerts(text).alerts.length === 0))
    fc.assert(
      fc.property(
        fc.anything(),
        (value) => parseAlerts(JSON.stringify({ version: 1, alerts: [value] }) ?? null).alerts.length <= 1,
      ),
    )
  })
})
