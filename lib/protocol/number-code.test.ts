import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BitReader } from './bit-reader.ts'
import { BitWriter } from './bit-writer.ts'
import {
  numberBits,
  numberBytesMax,
  readAdaptive,
  readNumber,
  readSigned,
  writeAdaptive,
  writeNumber,
  writeSigned,
} from './number-code.ts'
import { ProtocolError } from './protocol-error.ts'
import { writeVarint } from './varint.ts'

const wholeNumbers = fc.oneof(
  fc.maxSafeNat(),
  fc.integer({ min: 0, max: 300 }),
  fc.integer({ min: 0, max: 52 }).map((bits) => 2 ** bits),
  fc.integer({ min: 1, max: 53 }).map((bits) => 2 ** bits - 1),
)

function bitsOf(write: (writer: BitWriter) => void): string {
  const writer = new BitWriter()
  writer.reserve(64)
  write(writer)
  const length = writer.bitLength
  writer.align()
  const all = [...writer.toBytes()].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  return all.slice(0, length)
}

function readerOf(bytes: Uint8Array): BitReader {
  const reader = new BitReader()
  reader.reset(bytes)
  return reader
}

test.each([
  [0, 0, '0'],
  [1, 0, '10'],
  [2, 0, '1100'],
  [3, 0, '1101'],
  [5, 3, '0101'],
  [8, 3, '10000'],
  [13, 3, '10101'],
  [0, 3, '0000'],
])('[N1] the number %i with k = %i is %s', (value, k, bits) => {
  expect(bitsOf((writer) => writeNumber(writer, value, k))).toBe(bits)
  expect(numberBits(value, k)).toBe(bits.length)
})

test('[N1] every number up to 2^53 - 1 arrives with every k', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(wholeNumbers, fc.integer({ min: 0, max: 53 })), { maxLength: 20 }), (numbers) => {
      const writer = new BitWriter(8)
      writer.reserve(numbers.length * numberBytesMax)
      for (const [value, k] of numbers) writeNumber(writer, value, k)
      writer.align()
      const reader = readerOf(writer.toBytes())
      expect(numbers.map(([, k]) => readNumber(reader, k))).toEqual(numbers.map(([value]) => value))
    }),
  )
})

test('[N1] a number of more than 53 bits is malformed', () => {
  const reader = readerOf(new Uint8Array(20).fill(255))
  expect(() => readNumber(reader, 0)).toThrow(new ProtocolError('malformed', 'a prefix of more than 53 ones at byte 6'))
})

test('[N2] both sides of an adaptive number learn the same state', () => {
  fc.assert(
    fc.property(fc.array(wholeNumbers, { maxLength: 60 }), fc.integer({ min: 0, max: 424 }), (values, start) => {
      const sent = Uint16Array.of(start)
      const received = Uint16Array.of(start)
      const writer = new BitWriter()
      writer.reserve(values.length * numberBytesMax)
      for (const value of values) writeAdaptive(writer, sent, 0, value)
      writer.align()
      const reader = readerOf(writer.toBytes())
      expect(values.map(() => readAdaptive(reader, received, 0))).toEqual(values)
      expect(received).toEqual(sent)
    }),
  )
})

test('[N3] a signed number is its magnitude and a sign, 0 without one', () => {
  expect(bitsOf((writer) => writeSigned(writer, 5, 3))).toBe('01010')
  expect(bitsOf((writer) => writeSigned(writer, -5, 3))).toBe('01011')
  expect(bitsOf((writer) => writeSigned(writer, 0, 3))).toBe('0000')
  expect(readSigned(readerOf(Uint8Array.of(0b0101_1000)), 3)).toBe(-5)
})

test.each([
  [0, '00'],
  [127, '7f'],
  [128, '8001'],
  [300, 'ac02'],
  [2 ** 32, '8080808010'],
  [Number.MAX_SAFE_INTEGER, 'ffffffffffffff0f'],
])('[V1] the varint of %i is %s', (value, hex) => {
  const bytes = new Uint8Array(8)
  const end = writeVarint(bytes, 0, value)
  expect(Buffer.from(bytes.subarray(0, end)).toString('hex')).toBe(hex)
  expect(readerOf(bytes.subarray(0, end)).varint()).toBe(value)
})

test.each([['8000'], ['ffffffffffffff1f'], ['ffffffffffffffff01']])('[V1] the varint %s is malformed', (hex) => {
  expect(() => readerOf(Uint8Array.from(Buffer.from(hex, 'hex'))).varint()).toThrow(/^Cannot decode frame: a varint/)
})

test('[V2] what fills up the last byte must be zero', () => {
  const reader = readerOf(Uint8Array.of(0b1010_0001))
  reader.bits(3)
  expect(() => reader.align()).toThrow('Cannot decode frame: padding is not zero at byte 1')
})
