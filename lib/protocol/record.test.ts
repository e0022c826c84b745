import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createQuoteColumns, type QuoteColumns } from '../market/quote-columns.ts'
import { BitReader } from './bit-reader.ts'
import { BitWriter } from './bit-writer.ts'
import { decodeKey, encodeKey } from './key-record.ts'
import { createMergedInterval } from './merged-interval.ts'
import { ProtocolError } from './protocol-error.ts'
import { RandomMarket } from './random-market.ts'
import { encodeDelta, recordBytesMax, recordPrefixBytes } from './record.ts'
import { decodeDelta } from './record-decoder.ts'
import { createRecordModel } from './record-model.ts'
import { hashRow } from './state-hash.ts'

function state(columns: QuoteColumns, row: number): Record<string, number> {
  const values: Record<string, number> = {}
  for (const [name, column] of Object.entries(columns)) {
    if (typeof column !== 'number' && !name.endsWith('TimeMs')) values[name] = column[row] as number
  }
  return values
}

test('[A3] [A5] [D1] [D2] [D3] a random walk arrives through several flushes with equal columns, hash and model', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0 }),
      fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 60 }),
      (seed, flushes) => {
        const market = new RandomMarket(createQuoteColumns(2), seed)
        const base = createQuoteColumns(2)
        const viewer = createQuoteColumns(2)
        const model = createRecordModel(2)
        const viewerModel = createRecordModel(2)
        const interval = createMergedInterval()
        const reader = new BitReader()
        for (const steps of flushes) {
          for (let step = 0; step < steps; step++) market.step(1)
          const { tradeCount } = market.columns
          const trades = (tradeCount[1] as number) - (base.tradeCount[1] as number)
          const writer = new BitWriter()
          encodeDelta(writer, market.columns, base, 1, model, market.high[1] as number, market.low[1] as number)
          expect(writer.length).toBeLessThan(recordBytesMax)
          reader.reset(writer.toBytes().subarray(recordPrefixBytes))
          decodeDelta(reader, viewer, 1, viewerModel, interval)
          expect(reader.bytesLeft).toBe(0)
          expect(state(viewer, 1)).toEqual(state(market.columns, 1))
          expect(state(base, 1)).toEqual(state(market.columns, 1))
          expect(hashRow(viewer, 1)).toBe(hashRow(base, 1))
          expect(viewerModel).toEqual(model)
          expect(interval.trades).toBe(trades)
          expect([interval.high, interval.low]).toEqual(trades > 0 ? [market.high[1], market.low[1]] : [0, 0])
          market.harvest()
        }
      },
    ),
    { numRuns: 300 },
  )
})

test('[K1] [K2] [K3] [T3] a key record carries the whole state, the model and the merged interval', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0 }), fc.integer({ min: 0, max: 200 }), fc.boolean(), (seed, steps, withInterval) => {
      const market = new RandomMarket(createQuoteColumns(1), seed)
      const base = createQuoteColumns(1)
      const model = createRecordModel(1)
      const writer = new BitWriter()
      for (let step = 0; step < steps; step++) {
        market.step(0)
        encodeDelta(writer, market.columns, base, 0, model, market.high[0] as number, market.low[0] as number)
        market.harvest()
      }
      writer.clear()
      const sent = withInterval ? { trades: 3, volumeHigh: 1, volumeLow: 12345, high: 2 ** 40, low: -7 } : undefined
      encodeKey(writer, base, 0, model, 1_723_161_600_500, sent)
      const viewer = createQuoteColumns(1)
      const viewerModel = createRecordModel(1)
      const interval = createMergedInterval()
      const reader = new BitReader()
      reader.reset(writer.toBytes())
      expect(decodeKey(reader, viewer, 0, viewerModel, 1_723_161_600_500, interval)).toBe(withInterval)
      expect(viewer).toEqual(base)
      expect(viewerModel).toEqual(model)
      expect(interval).toEqual(sent ?? createMergedInterval())
    }),
    { numRuns: 200 },
  )
})

test('[A4] a record cut at any byte is refused as truncated', () => {
  const market = new RandomMarket(createQuoteColumns(1), 7)
  for (let step = 0; step < 50; step++) market.step(0)
  const writer = new BitWriter()
  encodeDelta(
    writer,
    market.columns,
    createQuoteColumns(1),
    0,
    createRecordModel(1),
    market.high[0] as number,
    market.low[0] as number,
  )
  const reader = new BitReader()
  for (let length = recordPrefixBytes; length < writer.length; length++) {
    reader.reset(writer.bytes.slice(recordPrefixBytes, length))
    expect(() => decodeDelta(reader, createQuoteColumns(1), 0, createRecordModel(1), createMergedInterval())).toThrow(
      ProtocolError,
    )
  }
})
