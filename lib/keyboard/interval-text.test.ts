import { describe, expect, it } from 'vitest'
import { intervals } from '../market/bar.ts'
import { parseIntervalText, suggestIntervals } from './interval-text.ts'

const read = (text: string) => parseIntervalText(text).interval

describe('an interval as somebody types it', () => {
  it('is minutes when it is a number alone', () => {
    expect(['1', '5', '15', '60', '240', '1440', ' 5 '].map(read)).toEqual(['1m', '5m', '15m', '1h', '4h', '1d', '5m'])
  })

  it('is what its unit says', () => {
    expect(['5m', '5 min', '5M', '1h', 'H', '4 hours', 'D', '1d', 'day', '1s', 'S', '60m', '24h', '60s'].map(read)).toEqual([
      '5m',
      '5m',
      '5m',
      '1h',
      '1h',
      '4h',
      '1d',
      '1d',
      '1d',
      '1s',
      '1s',
      '1h',
      '1d',
      '1m',
    ])
    expect(intervals.map(read)).toEqual([...intervals])
  })

  it('is refused with what there is instead', () => {
    expect(parseIntervalText('7').problem).toBe('There is no interval of 7m. There are 1s, 1m, 5m, 15m, 1h, 4h and 1d.')
    expect(parseIntervalText('W').problem).toBe('There is no interval of 1w. There are 1s, 1m, 5m, 15m, 1h, 4h and 1d.')
    expect(parseIntervalText('soon').problem).toBe('“soon” is no interval. There are 1s, 1m, 5m, 15m, 1h, 4h and 1d.')
    expect(['', ' ', '0', '-5', '1.5', '5x', '9999999'].map(read)).toEqual(Array(7).fill(undefined))
  })

  it('is suggested while it is typed', () => {
    expect(suggestIntervals('')).toEqual([...intervals])
    expect(suggestIntervals('1')).toEqual(['1m', '1s', '15m', '1h', '1d'])
    expect(suggestIntervals('6')).toEqual(['1h'])
    expect(suggestIntervals('4')).toEqual(['4h'])
    expect(suggestIntervals('24')).toEqual(['4h'])
    expect(suggestIntervals('d')).toEqual(['1d'])
    expect(suggestIntervals('zz')).toEqual([])
  })
})
