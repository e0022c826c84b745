import fc from 'fast-check'
import { expect, test } from 'vitest'
import { frameKinds } from './frame-header.ts'
import { gridTimeAt, gridTimeMs } from './grid-time.ts'
import { gapK, tickFrameBytesMax, writeTickFrame } from './tick-frame.ts'

/** Records of 11 one bits each, as record.ts has them in memory. */
function records(count: number) {
  const bytes = new Uint8Array(count * 4)
  const starts = Int32Array.from({ length: count }, (_, index) => index * 4)
  const ends = starts.map((start) => start + 4)
  for (const start of starts) bytes.set([0, 11, 0xff, 0xe0], start)
  return { bytes, starts, ends }
}

function frame(memberCount: number, slots: readonly number[], steps = 1, sequence = 7): string {
  const target = new Uint8Array(tickFrameBytesMax(memberCount, slots.length, slots.length * 4) + 3).fill(0xaa)
  const instruments = Int32Array.from({ length: memberCount }, (_, slot) => slot)
  const end = writeTickFrame(
    target,
    1,
    4,
    sequence,
    steps,
    memberCount,
    Int32Array.from(slots),
    slots.length,
    instruments,
    records(memberCount),
  )
  expect(end).toBeLessThan(target.length)
  return Buffer.from(target.subarray(1, end)).toString('hex')
}

test('[F1] [F2] [F3] [F5] a bitmap, its records bit by bit behind it, zeros at the end', () => {
  // 100 00 001, 7, then 101 and twice 11 ones.
  expect(frame(3, [0, 2])).toBe(`8107${bytesOf(`101${'1'.repeat(22)}`)}`)
})

test('[F1] [F6] gaps, where they are shorter: the count less 1, then the gaps', () => {
  // k = 6 - 1; 39 takes six bits.
  expect(gapK(40, 1)).toBe(5)
  expect(frame(40, [39])).toBe(`8907${bytesOf(`0${'10'}00111${'1'.repeat(11)}`)}`)
})

test('[F3] more than 7 intervals follow as a varint', () => {
  expect(frame(1, [0], 7).slice(0, 4)).toBe('8707')
  expect(frame(1, [0], 300).slice(0, 8)).toBe('8007ac02')
})

test('[F2] the low 8 bits of the sequence', () => {
  expect(frame(1, [0], 1, 2 ** 40 + 3).slice(2, 4)).toBe('03')
})

test('the shorter of the two ways is taken, and the announced room suffices', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 299 }), { minLength: 1 }), (list) => {
      const slots = list.sort((a, b) => a - b)
      const text = frame(300, slots)
      const gaps = ((Number.parseInt(text.slice(0, 2), 16) >>> 3) & 3) === frameKinds.tickGaps
      const bitmapBytes = 2 + Math.ceil((300 + slots.length * 11) / 8)
      expect(text.length / 2 <= bitmapBytes).toBe(true)
      if (!gaps) expect(text.length / 2).toBe(bitmapBytes)
    }),
  )
})

test('[T1] grid times are whole milliseconds rounded down, and found again from them', () => {
  expect([0, 1, 2, 3, 60].map(gridTimeMs)).toEqual([0, 16, 33, 50, 1000])
  for (const timeMs of [0, 16, 50, 1_723_161_600_000]) expect(gridTimeMs(gridTimeAt(timeMs + 0.99))).toBe(timeMs)
})

function bytesOf(bits: string): string {
  const padded = bits.padEnd(Math.ceil(bits.length / 8) * 8, '0')
  return (padded.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2).toString(16).padStart(2, '0')).join('')
}
