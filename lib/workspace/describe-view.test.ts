import { describe, expect, it } from 'vitest'
import { addIndicator, arrangeCharts, toggleCompare } from './chart-edits.ts'
import { describeChange, viewParts } from './describe-view.ts'
import { defaultWorkspace, type Workspace } from './workspace.ts'

const names = {
  symbol: (symbol: string) => symbol.replace('SIM:', ''),
  interval: (interval: string) => interval,
  indicator: (id: string) => id.toUpperCase(),
}
const parts = (workspace: Workspace, symbol = 'SIM:BTC-USD') => viewParts(workspace, symbol, names)
const one = defaultWorkspace

describe('what is told of a view that changed', () => {
  it('is nothing where it did not', () => {
    expect(describeChange(parts(one), parts({ ...one, panels: ['depth'] }))).toBe('')
  })

  it('is the part that is another, and no other', () => {
    expect(describeChange(parts(one), parts(one, 'SIM:ETH-USD'))).toBe('ETH-USD')
    const compared = toggleCompare(one, 0, 'SIM:SOL-USD')
    expect(describeChange(parts(one), parts(compared))).toBe('compared with SOL-USD')
    expect(describeChange(parts(compared), parts(one))).toBe('no comparison')
    expect(describeChange(parts(one), parts(addIndicator(one, 0, { id: 'ema', parameters: {} })))).toBe('with EMA')
  })

  it('is of another chart which one it is and what it shows', () => {
    const { workspace: four } = arrangeCharts(one, '4')
    const second = { ...four, activeChart: 1 }
    expect(describeChange(parts(four), parts(second))).toBe('Chart 2 of 4, BTC-USD, 1m')
    expect(describeChange(parts(second), parts(one))).toBe('BTC-USD, 1m')
  })
})
