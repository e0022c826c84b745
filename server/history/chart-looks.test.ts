import { beforeEach, describe, expect, it } from 'vitest'
import { instrumentId } from '../../lib/market/units.ts'
import { ChartLooks } from './chart-looks.ts'
import { ManualClock } from './test-support/manual-clock.ts'

const start = Date.parse('2026-03-02T10:00:00Z')
const [bitcoin, ether] = [instrumentId(0), instrumentId(1)]

let clock: ManualClock
let looked: unknown[][]
let looks: ChartLooks

beforeEach(() => {
  clock = new ManualClock(start)
  looked = []
  looks = new ChartLooks(
    clock,
    (...look) => looked.push(look),
    (id) => (id === bitcoin ? 'BINANCE' : 'KRAKEN'),
  )
})

const taken = () => looked.splice(0)

describe('the spans of opened charts', () => {
  it('are looked at at once, and again when it can be told what was observed just before', () => {
    looks.opened(bitcoin, '1s', 0, 500)
    expect(taken()).toEqual([[bitcoin, '1s', start - 500_000, start]])
    clock.advance(14_999)
    expect(taken()).toEqual([])
    clock.advance(1)
    expect(taken()).toEqual([[bitcoin, '1s', start + 15_000 - 500_000, start + 15_000]])
    clock.advance(3_600_000)
    expect(taken()).toEqual([])
  })

  it('are looked at once for all who open the same chart at once, but for those who want more of it', () => {
    looks.opened(bitcoin, '1m', 0, 500)
    looks.opened(bitcoin, '1m', 0, 500)
    looks.opened(bitcoin, '1m', start - 60_000, 100)
    expect(taken()).toHaveLength(1)
    looks.opened(bitcoin, '1m', 0, 1_000)
    expect(taken()).toEqual([[bitcoin, '1m', start - 60_000_000, start]])
    clock.advance(5_000)
    looks.opened(bitcoin, '1m', 0, 500)
    expect(taken()).toHaveLength(1)
  })

  it('are looked at again after their feed has come back, where they were opened lately', () => {
    looks.opened(bitcoin, '1s', 0, 500)
    looks.opened(ether, '1s', 0, 500)
    clock.advance(500_000)
    taken()
    looks.connected('BINANCE')
    clock.advance(15_000)
    expect(taken().map(([id]) => id)).toEqual([bitcoin])
    clock.advance(200_000)
    looks.connected('BINANCE')
    clock.advance(15_000)
    expect(taken()).toEqual([])
  })

  it('are left alone once it is closed', () => {
    looks.opened(bitcoin, '1s', 0, 500)
    looks.connected('BINANCE')
    taken()
    looks.close()
    clock.advance(60_000)
    expect(taken()).toEqual([])
  })
})
