// @vitest-environment jsdom
import { afterEach, beforeEach, expect, it, vi } from 'vitest'

let flash: typeof import('./flash.ts').flash
let endFlash: typeof import('./flash.ts').endFlash
let nowMs: number

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  vi.resetModules()
  ;({ flash, endFlash } = await import('./flash.ts'))
  nowMs = performance.now()
})

afterEach(() => {
  vi.useRealTimers()
})

const cells = (count: number): HTMLElement[] => Array.from({ length: count }, () => document.createElement('div'))
const pass = (ms: number): void => {
  vi.advanceTimersByTime(ms)
  nowMs = performance.now()
}

it('a change tints its cell, fades and is gone, also where nothing else changes', () => {
  const [cell = document.body] = cells(1)
  flash(cell, 'up', nowMs)
  const seen = [cell.dataset.flash]
  for (let passed = 0; passed < 1_200; passed += 20) {
    pass(20)
    if (cell.dataset.flash !== seen.at(-1)) seen.push(cell.dataset.flash)
    if (passed === 200) expect(seen).toEqual(['up'])
  }
  expect(seen).toEqual(['up', 'up-fading', undefined])
  expect(vi.getTimerCount()).toBe(0)
})

it('a list in which hundreds of cells change in a second is not tinted all over, and again when it is calmer', () => {
  const list = cells(120)
  const all = (): void => {
    for (const cell of list) flash(cell, 'down', nowMs)
  }
  const tinted = (): number => list.filter((cell) => cell.dataset.flash !== undefined).length
  for (let passed = 0; passed < 2_000; passed += 250) {
    all()
    pass(250)
  }
  all()
  pass(800)
  expect(tinted()).toBe(0)
  all()
  expect(tinted()).toBe(0)
  for (const cell of list.slice(0, 20)) flash(cell, 'up', nowMs)
  pass(1_000)
  for (const cell of list.slice(0, 20)) flash(cell, 'up', nowMs)
  pass(1_000)
  for (const cell of list.slice(0, 20)) flash(cell, 'up', nowMs)
  expect(tinted()).toBe(20)
})

it('a change that is not tinted among hundreds of others ends the tint of the one before, which may have gone the other way', () => {
  const list = cells(160)
  for (const cell of list) flash(cell, 'down', nowMs)
  const [first = document.body] = list
  pass(800)
  flash(first, 'down', nowMs)
  expect(first.dataset.flash).toBe('down')
  pass(210)
  flash(first, 'up', nowMs)
  expect(first.dataset.flash).toBeUndefined()
})

it('a cell that goes elsewhere takes no tint with it', () => {
  const [cell = document.body] = cells(1)
  flash(cell, 'up', nowMs)
  endFlash(cell)
  expect(cell.dataset.flash).toBeUndefined()
})
