// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { instrument } from '@/components/test-support/fake-stream.ts'
import { createTapeRows, type TapeLook, type TapeRows } from '@/components/trades/tape-rows.ts'
import type { StreamTrade } from '@/lib/stream/types.ts'

const look: TapeLook = { instrument: instrument('SIM:A'), timeZone: 'UTC', formats: undefined }
const trade = (number: number): StreamTrade => ({
  number,
  venueTimeMs: 1_700_000_000_000 + number * 1_000,
  price: 10_000 + number,
  size: 1_000,
  side: number % 2 === 0 ? 'buy' : 'sell',
})
/** Newest first, as the tape has them. */
const from = (newest: number, oldest: number) => Array.from({ length: newest - oldest + 1 }, (_, at) => trade(newest - at))

let table: HTMLTableElement
let tape: TapeRows

beforeEach(() => {
  table = document.createElement('table')
  tape = createTapeRows(table)
})

afterEach(() => {
  vi.doUnmock('@/components/ui/text-scale.ts')
})

const elements = () => [...(table.tBodies[0]?.rows ?? [])]
const prices = () => elements().map(({ cells }) => cells[1]?.firstChild?.textContent)
const pixels = (length: string) => Number.parseInt(/-?\d+/.exec(length)?.[0] ?? '', 10)
/** How far the table is from where the page has it, laid out and as it is seen. */
const laidOutAt = () => pixels(table.style.marginTop)
const seenAt = () => laidOutAt() + pixels(table.style.transform)

describe('the rows of the tape', () => {
  test('are in the order of the trades, one below the other, the newest at the top', () => {
    tape.draw(from(2, 0), look)
    expect(prices()).toEqual(['100.02', '100.01', '100.00'])
    expect(seenAt()).toBe(0)
    tape.draw(from(4, 1), look)
    expect(prices()).toEqual(['100.04', '100.03', '100.02', '100.01'])
    expect(seenAt()).toBe(0)
  })

  test('abbreviate a size that the column would cut, and have it exact in their title', () => {
    tape.draw([{ ...trade(0), size: 198_552_185_000 }, trade(1)], look)
    expect(elements().map(({ cells }) => cells[2]?.textContent)).toEqual(['198.55M', '1.000'])
    expect(elements()[0]?.title).toMatch(/^198,552,185\.000: /)
  })

  test('stay there, too, where letters are larger and rows higher', async () => {
    vi.resetModules()
    vi.doMock('@/components/ui/text-scale.ts', () => ({ textScale: 1.5 }))
    const larger = await import('@/components/trades/tape-rows.ts')
    tape = larger.createTapeRows(table)
    tape.draw(from(3, 0), look)
    const before = laidOutAt()
    tape.draw(from(5, 2), look)
    expect(laidOutAt()).toBe(before - 60)
  })

  test('stay where they were laid out while new ones come, and are written anew at the top when they fall off the end', () => {
    tape.draw(from(3, 0), look)
    const [newest, next, , oldest] = elements()
    const before = laidOutAt()
    tape.draw(from(5, 2), look)
    expect(elements().slice(2)).toEqual([newest, next])
    // Two rows more above them, two rows higher.
    expect(laidOutAt()).toBe(before - 40)
    expect(table.style.marginBottom).toBe(`${-laidOutAt()}px`)
    expect(elements().slice(0, 2)).toContain(oldest)
    expect(prices()).toEqual(['100.05', '100.04', '100.03', '100.02'])
  })

  test('stay where they are, too, when more are asked for below them', () => {
    tape.draw(from(9, 6), look)
    const before = elements()
    const place = laidOutAt()
    tape.draw(from(9, 1), look)
    expect(elements().slice(0, 4)).toEqual(before)
    expect(elements()).toHaveLength(9)
    expect(prices().at(-1)).toBe('100.01')
    expect(laidOutAt()).toBe(place)
  })

  test('leave the head where it sticks: as much higher as the table is moved down', () => {
    const head = table.createTHead()
    tape.draw(from(3, 0), look)
    tape.draw(from(5, 2), look)
    expect(pixels(head.style.top)).toBe(laidOutAt())
  })

  test('are written with the instrument and the formats of now, and not at all without one', () => {
    tape.draw(from(1, 0), look)
    tape.draw(from(1, 0), { ...look, instrument: { ...look.instrument, tickSize: '0.001' } })
    expect(prices()).toEqual(['10.001', '10.000'])
    tape.draw(from(1, 0), { ...look, timeZone: 'Asia/Tokyo' })
    expect(elements()[0]?.firstChild?.textContent).toContain('07:13:21')
    tape.draw([], undefined)
    expect(elements()).toEqual([])
  })

  test('are those that are asked for when these are others: fewer, older, from somewhere else', () => {
    const all = from(9, 0)
    tape.draw(all, look)
    for (const listed of [
      all.filter(({ number }) => number % 3 === 0),
      all,
      all.slice(2),
      all.slice(0, 4),
      from(50, 45),
      [],
      all,
    ]) {
      tape.draw(listed, look)
      expect(elements().map(({ children }) => children[0]?.textContent)).toHaveLength(listed.length)
      expect(prices()).toEqual(listed.map(({ price }) => `100.${String(price - 10_000).padStart(2, '0')}`))
      if (listed.length > 0) expect(seenAt()).toBe(0)
    }
  })

  test('begin again near by before they are laid out where a pixel is no longer drawn exactly', () => {
    tape = createTapeRows(table, 10)
    for (let newest = 3; newest < 30; newest += 3) {
      tape.draw(from(newest, newest - 3), look)
      expect(-laidOutAt()).toBeLessThanOrEqual(200)
      expect(seenAt()).toBe(0)
    }
  })
})
