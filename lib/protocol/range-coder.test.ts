import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BitWriter } from './bit-writer.ts'
import { RangeReader } from './range-reader.ts'
import { RangeWriter } from './range-writer.ts'

type Decision = { readonly context: number; readonly bit: boolean } | { readonly value: number; readonly count: number }

const decisions = fc.array(
  fc.oneof(
    fc.record({ context: fc.integer({ min: 0, max: 3 }), bit: fc.boolean() }),
    fc
      .integer({ min: 1, max: 52 })
      .chain((count) => fc.record({ value: fc.maxSafeNat().map((value) => value % 2 ** count), count: fc.constant(count) })),
  ),
  { maxLength: 60 },
)
const starts = Uint16Array.of(2048, 15, 4081, 300)

function encode(list: readonly Decision[]): { bytes: Uint8Array; bits: number; contexts: Uint16Array } {
  const writer = new RangeWriter()
  const bytes = new Uint8Array(1024)
  const contexts = starts.slice()
  writer.begin(bytes, 0)
  for (const decision of list) {
    if ('bit' in decision) writer.bit(contexts, decision.context, decision.bit)
    else writer.direct(decision.value, decision.count)
  }
  const bits = writer.finish()
  return { bytes: bytes.slice(0, Math.ceil(bits / 8)), bits, contexts }
}

/** At a bit offset, with other bits before and behind, as in a frame. */
function embedded(bytes: Uint8Array, bits: number, offset: number, filling: number): Uint8Array {
  const writer = new BitWriter()
  writer.reserve(bytes.length + 8)
  writer.bits(filling & ((1 << offset) - 1), offset)
  for (let bit = 0; bit < bits; bit++) writer.bits(((bytes[bit >>> 3] as number) >>> (7 - (bit & 7))) & 1, 1)
  writer.bits(filling & 0xffff, 16)
  writer.align()
  return writer.toBytes()
}

test('[A1] [A2] [A4] decisions arrive wherever their bits stand and whatever follows them, and end where they ended', () => {
  fc.assert(
    fc.property(decisions, fc.integer({ min: 0, max: 7 }), fc.constantFrom(0, 0xffff, 0xa5a5), (list, offset, filling) => {
      const { bytes, bits, contexts } = encode(list)
      const reader = new RangeReader()
      const learnt = starts.slice()
      reader.begin(embedded(bytes, bits, offset, filling), offset)
      for (const decision of list) {
        if ('bit' in decision) expect(reader.bit(learnt, decision.context)).toBe(decision.bit)
        else expect(reader.direct(decision.count)).toBe(decision.value)
      }
      expect(reader.finish()).toBe(offset + bits)
      expect(learnt).toEqual(contexts)
    }),
    { numRuns: 1000 },
  )
})

test('[A2] a decision that is always the same soon costs next to nothing, and its probability stays between 15 and 4081', () => {
  const { bits, contexts } = encode(Array.from({ length: 1000 }, () => ({ context: 0, bit: true })))
  expect(bits).toBeLessThan(30)
  expect(contexts[0]).toBe(15)
  expect(encode(Array.from({ length: 1000 }, () => ({ context: 0, bit: false }))).contexts[0]).toBe(4081)
})

test('[A1] a beginning and direct bits that no writer makes are malformed', () => {
  const reader = new RangeReader()
  expect(() => reader.begin(Uint8Array.of(255, 255, 255, 255), 0)).toThrow(
    'Cannot decode frame: a record beginning with ff ff ff',
  )
  reader.begin(Uint8Array.of(255, 255, 254), 0)
  expect(() => {
    for (let count = 0; count < 100; count++) reader.direct(8)
  }).toThrow('Cannot decode frame: direct bits out of range')
})

test('[A4] a record that ends behind its frame is truncated', () => {
  const reader = new RangeReader()
  reader.begin(Uint8Array.of(1), 0)
  reader.direct(20)
  expect(() => reader.finish()).toThrow('Cannot decode frame: 1 bytes, expected at least 3')
})
