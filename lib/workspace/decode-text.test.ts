import { expect, it } from 'vitest'
import { decodeText } from './decode-text.ts'

const text = 'AAPL;Übersee – “groß”\r\n'
const bytes = (...values: readonly number[]) => new Uint8Array(values).buffer
const utf16 = (mark: readonly number[], swapped: boolean) => {
  const body = Buffer.from(text, 'utf16le')
  return bytes(...mark, ...(swapped ? body.swap16() : body))
}

it('reads what spreadsheets write, with a byte order mark and without', () => {
  expect(decodeText(bytes(...Buffer.from(text)))).toBe(text)
  expect(decodeText(bytes(0xef, 0xbb, 0xbf, ...Buffer.from(text)))).toBe(text)
  expect(decodeText(utf16([0xff, 0xfe], false))).toBe(text)
  expect(decodeText(utf16([0xfe, 0xff], true))).toBe(text)
  const windows = [...text].map((letter) => ({ '–': 0x96, '“': 0x93, '”': 0x94 })[letter] ?? letter.charCodeAt(0))
  expect(decodeText(bytes(...windows))).toBe(text)
  expect(decodeText(bytes())).toBe('')
})
