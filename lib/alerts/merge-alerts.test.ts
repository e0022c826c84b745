import { describe, expect, it } from 'vitest'
import { createAlertBook } from './alert-book.ts'
import { merge, noQuote, prices, ruleOf } from './quotes.test-support.ts'

const crosses = (id: string) => ruleOf({ kind: 'price', direction: 'either', level: '10' }, { id, repeat: 'once' })

/** Two tabs of one browser, which hear of each other when they are told to. */
function openTwo() {
  let stored: string | null = null
  const open = () => {
    const fired: string[] = []
    const book = createAlertBook({
      now: () => 1_000,
      onFired: ({ key }) => fired.push(key),
      save: () => {
        if (stored !== null) book.restore(stored)
        stored = book.text()
      },
    })
    const states = () => book.list().map(({ rule, state }) => `${rule.id} ${state}`)
    return { book, fired, states, hear: () => book.restore(stored) }
  }
  return [open(), open()] as const
}

describe('alerts in two tabs', () => {
  it('wait in both when one that has fired is switched on again in one of them', () => {
    const [one, other] = openTwo()
    one.book.put(crosses('a'))
    other.hear()
    const [below, above] = [merge(noQuote, prices(9)), merge(merge(noQuote, prices(9)), prices(11))]
    for (const quote of [below, above]) for (const { book } of [one, other]) book.observe(quote)
    one.hear()
    expect([one.states(), other.states()]).toEqual([['a fired'], ['a fired']])
    one.book.setEnabled('a', true)
    other.hear()
    expect(other.states()).toEqual(['a waiting'])
    // Whatever that one saves next.
    other.book.put(crosses('b'))
    one.hear()
    expect(one.states()).toEqual(['a waiting', 'b waiting'])
    // The other is the only one left.
    for (const price of [12, 9]) other.book.observe(merge(above, prices(price)))
    expect(other.fired).toEqual(['a#1', 'a#2', 'b#1'])
  })

  it('have fired in both when only one has seen the price', () => {
    const [one, other] = openTwo()
    one.book.put(crosses('a'))
    other.hear()
    one.book.observe(merge(noQuote, prices(9)))
    one.book.observe(merge(merge(noQuote, prices(9)), prices(11)))
    other.hear()
    expect(other.states()).toEqual(['a fired'])
    expect(other.book.list()[0]).toMatchObject({ firedPrice: '11', firedAtMs: 1_000 })
  })

  it('are added, changed and removed in each without a loss to the other, heard of or not', () => {
    const [one, other] = openTwo()
    for (const id of ['a', 'b', 'c']) one.book.put(crosses(id))
    other.hear()
    one.book.remove('a')
    one.book.setEnabled('b', false)
    other.book.setEnabled('c', false)
    other.book.put(crosses('d'))
    expect(other.states()).toEqual(['b off', 'c off', 'd waiting'])
    other.book.remove('b')
    one.book.put(crosses('e'))
    expect(one.states()).toEqual(['c off', 'e waiting', 'd waiting'])
  })
})
