import { describe, expect, it } from 'vitest'
import { cryptoDefinition } from './definitions.ts'
import { InstrumentTable } from './instrument-table.ts'
import { Problems } from './problems.ts'
import { RecordingSink } from './test-support/recording-sink.ts'

function setUp(tickSize = '1', lotSize = '1') {
  const sink = new RecordingSink()
  const problems = new Problems(
    'test',
    () => 0,
    () => undefined,
  )
  const table = new InstrumentTable(sink, () => cryptoDefinition('TEST', 'A', 'B', 'live', tickSize, lotSize), problems)
  const instrument = table.get('AB')
  if (instrument === undefined) throw new RangeError('No instrument AB')
  return { table, problems, instrument, steps: () => [instrument.definition.tickSize, instrument.definition.lotSize] }
}

describe('InstrumentTable', () => {
  it('makes steps as fine as the numbers need', () => {
    const { table, instrument, steps } = setUp()
    expect([table.price(instrument, '63514.60'), table.price(instrument, '9.9e-07')]).toEqual([635_146, 99])
    expect(table.size(instrument, '0.00017000')).toBe(17)
    expect(steps()).toEqual(['0.00000001', '0.00001'])
  })

  it('refuses a number that would leave no room for the prices and sizes there are', () => {
    const { table, problems, instrument, steps } = setUp()
    table.price(instrument, '63514.6')
    table.size(instrument, '1127313210.5')
    const known = steps()
    expect([table.price(instrument, '0.000000000000000001'), table.size(instrument, '0.00000001')]).toEqual([
      Number.NaN,
      Number.NaN,
    ])
    expect(steps()).toEqual(known)
    expect([table.price(instrument, '6351460.1'), table.size(instrument, '900719925474099.1')]).toEqual([
      63_514_601, 9_007_199_254_740_991,
    ])
    expect(problems.counts()).toEqual({ bad_price: 1, bad_size: 1 })
  })

  it('refuses what is far finer than the steps that the venue states, even before any other number', () => {
    const { table, instrument, steps } = setUp('0.01', '0.00001')
    expect(table.price(instrument, '0.000000000000000001')).toBeNaN()
    expect(table.size(instrument, '1e-17')).toBeNaN()
    expect(steps()).toEqual(['0.01', '0.00001'])
    expect([table.price(instrument, '90000.0005'), table.size(instrument, '5000000.0000001')]).toEqual([
      900_000_005, 50_000_000_000_001,
    ])
  })

  it('lets one absurdly large number hold up finer steps only until it is no longer recent', () => {
    const { table, instrument, steps } = setUp('0.01', '0.001')
    const usual = (count: number) => {
      for (let index = 0; index < count; index++) {
        table.price(instrument, '63514.6')
        table.size(instrument, '1.5')
      }
    }
    expect([table.price(instrument, '90000000000'), table.size(instrument, '900000000000')]).not.toContain(Number.NaN)
    expect([table.price(instrument, '63514.60001'), table.size(instrument, '1.50000001')]).toEqual([Number.NaN, Number.NaN])
    usual(900)
    expect([table.price(instrument, '63514.60001'), table.size(instrument, '1.50000001')]).toEqual([Number.NaN, Number.NaN])
    usual(1_100)
    expect([table.price(instrument, '63514.60001'), table.size(instrument, '1.50000001')]).toEqual([6_351_460_001, 150_000_001])
    expect(steps()).toEqual(['0.00001', '0.00000001'])
  })

  it('lets no level of a book bound the steps of trades', () => {
    const { table, instrument } = setUp()
    expect(table.level(instrument, '1', '6000000000000')).toEqual([1, 6_000_000_000_000])
    expect(table.size(instrument, '0.00000001')).toBe(1)
    expect(table.level(instrument, '1', '6000000000000')).toEqual([1, Number.MAX_SAFE_INTEGER])
    expect(table.level(instrument, '12000000000000000', '1')).toBe('unbearable')
    expect(table.level(instrument, '0.00', '1')).toBe('unbearable')
    expect([table.level(instrument, '-1', '1'), table.level(instrument, '1', '-1'), table.level(instrument, 'x', '1')]).toEqual([
      undefined,
      undefined,
      undefined,
    ])
  })
})
