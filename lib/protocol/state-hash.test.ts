import { expect, test } from 'vitest'
import { createQuoteColumns } from '../market/quote-columns.ts'
import { combineHash, hashRow, hashText, streamHashSeed } from './state-hash.ts'

function example() {
  const columns = createQuoteColumns(1)
  const fields = { last: 100, bid: 99, ask: 101, bidSize: 5, askSize: 7, dayOpen: 90, dayHigh: 110, dayLow: 80, tradeCount: 3 }
  for (const [name, value] of Object.entries(fields)) columns[name as keyof typeof fields][0] = value
  columns.volumeLow[0] = 12
  columns.dayVolumeBaseHigh[0] = -1
  columns.dayVolumeBaseLow[0] = 2 ** 52 - 4
  columns.status[0] = 1
  return columns
}

test('[H1] [H2] [H3] the example of the specification has the hash that stands there', () => {
  const hash = hashRow(example(), 0)
  expect(hashText(hash)).toBe('5e1d0778')
  expect(hashText(combineHash(streamHashSeed, hash))).toBe('d6dbfc19')
})

test('[H2] every field counts, above 32 bits too, and times do not', () => {
  const columns = example()
  const before = hashRow(columns, 0)
  for (const [name, column] of Object.entries(columns)) {
    if (typeof column === 'number') continue
    const value = column[0] as number
    column[0] = name === 'status' ? value + 1 : value + 2 ** 40
    if (name.endsWith('TimeMs')) expect(hashRow(columns, 0), name).toBe(before)
    else expect(hashRow(columns, 0), name).not.toBe(before)
    column[0] = value
  }
})

test('[H3] the order of the members counts', () => {
  const one = combineHash(combineHash(streamHashSeed, 1), 2)
  expect(combineHash(combineHash(streamHashSeed, 2), 1)).not.toBe(one)
})
