import { describe, expect, it } from 'vitest'
import { indicatorIds } from '../../market/indicator-ids.ts'
import { completeParameters, indicatorDefinition, indicatorDefinitions, indicatorTitle, isIndicatorId } from './definitions.ts'
import { createIndicator } from './indicator.ts'

describe('indicator definitions', () => {
  it('define every id once', () => {
    expect(indicatorDefinitions.map(({ id }) => id)).toEqual([...indicatorIds])
    expect(isIndicatorId('rsi')).toBe(true)
    expect(isIndicatorId('toString')).toBe(false)
  })

  it('have initial parameters within their own ranges', () => {
    for (const definition of indicatorDefinitions) {
      const initial = completeParameters(definition, {})
      expect(completeParameters(definition, initial)).toEqual(initial)
    }
  })

  it('can be created with every bound of every parameter', () => {
    for (const definition of indicatorDefinitions) {
      for (const parameter of definition.parameters) {
        const values = parameter.kind === 'number' ? [parameter.min, parameter.max] : parameter.choices.map(({ value }) => value)
        for (const value of values)
          expect(createIndicator(definition.id, { [parameter.name]: value }).parameters[parameter.name]).toBe(value)
      }
    }
  })

  it('clamp and round what is out of range and replace what is nothing', () => {
    const bollinger = indicatorDefinition('bollinger')
    expect(completeParameters(bollinger, { length: 1e9, deviations: 0.30000000000000004, source: 'nonsense', other: 1 })).toEqual(
      {
        length: 1000,
        deviations: 0.3,
        source: 'close',
      },
    )
    expect(completeParameters(bollinger, { length: 'abc', deviations: Number.NaN })).toEqual({
      length: 20,
      deviations: 2,
      source: 'close',
    })
    expect(completeParameters(bollinger, { length: '50' }).length).toBe(50)
  })

  it('make the text of a legend', () => {
    expect(indicatorTitle(indicatorDefinition('sma'), { length: 50 })).toBe('SMA 50')
    expect(indicatorTitle(indicatorDefinition('bollinger'), { source: 'hl2' })).toBe('BB 20 2 hl2')
    expect(indicatorTitle(indicatorDefinition('vwap'), {})).toBe('VWAP')
  })
})
