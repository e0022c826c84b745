import { describe, expect, it } from 'vitest'
import { checkIndicators } from '@/components/workspace/check-indicators.ts'
import { indicatorDefinitions } from '@/lib/chart/indicators/definitions.ts'
import { parseWorkspaceAddress } from '@/lib/workspace/read-address.ts'
import { defaultChart, defaultWorkspace } from '@/lib/workspace/workspace.ts'

const check = (indicators: string) => checkIndicators(parseWorkspaceAddress(`?x=${indicators}`, defaultWorkspace).workspace)

describe('settings of indicators', () => {
  it('that an indicator does not have or cannot take are left out, and each is told with what was expected', () => {
    const { workspace, ignored } = check(
      'ema~period~-5,rsi~length~1e9~source~open,bollinger~length~NaN~deviations~2.5,vwap~anchor~year',
    )
    expect(workspace.charts[0]?.indicators).toEqual([
      { id: 'ema', parameters: {} },
      { id: 'rsi', parameters: { source: 'open' } },
      { id: 'bollinger', parameters: { deviations: 2.5 } },
      { id: 'vwap', parameters: {} },
    ])
    expect(ignored).toEqual([
      'The setting “period” of the indicator “ema” is not known and was left out.',
      'The setting “length” of the indicator “rsi” is “1000000000”, not from 2 to 1000, and was left out.',
      'The setting “length” of the indicator “bollinger” is “NaN”, not from 2 to 1000, and was left out.',
      'The setting “anchor” of the indicator “vwap” is “year”, which is not known, and was left out.',
    ])
  })

  it('that can be used stay, in the same workspace', () => {
    const indicators = indicatorDefinitions.flatMap(({ id, parameters }) => [
      { id, parameters: Object.fromEntries(parameters.map(({ name, initial }) => [name, initial])) },
      {
        id,
        parameters: Object.fromEntries(parameters.map((each) => [each.name, each.kind === 'number' ? each.max : each.initial])),
      },
      { id, parameters: {} },
    ])
    const workspace = { ...defaultWorkspace, charts: [{ ...defaultChart, indicators }] }
    expect(checkIndicators(workspace)).toEqual({ workspace, ignored: [] })
    expect(checkIndicators(workspace).workspace).toBe(workspace)
  })
})
