import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseDecimal } from '../market/decimal.ts'
import { wideFromBigInt } from '../market/wide.ts'
import { barsFileName, barsToCsv } from './bars-csv.ts'

const instrument = { symbol: 'BINANCE:BTC-USDT', tickSize: '0.05', lotSize: '0.00000001' }

describe('bars as CSV', () => {
  it('has a header, UTC times and exact decimals', () => {
    const wide = wideFromBigInt(123_456_789_012_345_678_901n)
    const bar = {
      timeMs: Date.UTC(2024, 7, 9, 14, 30),
      open: 1,
      high: 20,
      low: 0,
      close: 3,
      volumeHigh: wide.high,
      volumeLow: wide.low,
      tradeCount: 42,
    }
    expect(barsToCsv([bar], instrument)).toBe(
      'time,open,high,low,close,volume,trades\r\n2024-08-09T14:30:00Z,0.05,1.00,0.00,0.15,1234567890123.45678901,42\r\n',
    )
    expect(barsToCsv([], instrument)).toBe('time,open,high,low,close,volume,trades\r\n')
  })

  it('has the hyphen before a price below zero, which programs read, and not the minus sign of screens', () => {
    const bar = { timeMs: 0, open: -1, high: 1, low: -20, close: -3, volumeHigh: 0, volumeLow: 0, tradeCount: 0 }
    expect(barsToCsv([bar], instrument)).toContain('Z,-0.05,0.05,-1.00,-0.15,')
  })

  it('loses no digit of any price or volume', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.bigInt({ min: 0n, max: 10n ** 24n }), (ticks, lots) => {
        const wide = wideFromBigInt(lots)
        const bar = {
          timeMs: 0,
          open: ticks,
          high: ticks,
          low: ticks,
          close: ticks,
          volumeHigh: wide.high,
          volumeLow: wide.low,
          tradeCount: 0,
        }
        const [, row = ''] = barsToCsv([bar], { symbol: 'A', tickSize: '0.00000000001', lotSize: '0.001' }).split('\r\n')
        const [, open = '', , , , volume = ''] = row.split(',')
        const exact = (text: string, decimals: number) => {
          const decimal = parseDecimal(text)
          return decimal === undefined ? undefined : decimal.digits * 10n ** BigInt(decimals - decimal.decimals)
        }
        expect(exact(open, 11)).toBe(BigInt(ticks))
        expect(exact(volume, 3)).toBe(lots)
      }),
    )
  })

  it('gets a file name that every file system takes', () => {
    expect(barsFileName('SIM:BTC/USD', '5m', Date.UTC(2024, 7, 9, 14, 30), 'csv')).toBe('SIM_BTC_USD_5m_20240809T1430Z.csv')
  })
})
