import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page, Route } from 'playwright-core'
import { beforeEach, describe, expect, it } from 'vitest'
import { eventually, marketUrl, newPage } from '../support/pages.ts'

const chunks = join(import.meta.dirname, '../../.next/static/chunks')
/** The script that the palette is in. */
const script = readdirSync(chunks).find((name) => readFileSync(join(chunks, name), 'utf8').includes('Symbol, name or command'))

let page: Page
/** What becomes of the palette's script; until then a request for it waits. */
let answer: (how: 'continue' | 'abort') => void

beforeEach(async () => {
  page = await newPage()
  let how: 'continue' | 'abort' | undefined
  const waiting: Route[] = []
  answer = (given) => {
    how = given
    for (const route of waiting.splice(0)) void route[given]()
  }
  await page.route(`**/${script ?? 'the palette has no script'}*`, (route) =>
    how === undefined ? waiting.push(route) : route[how](),
  )
  await page.goto(marketUrl)
  await page.locator('header [data-state="live"]').waitFor()
  await page.locator('[data-testid="chart"][data-phase="shown"]').waitFor()
})

const keys = (...all: string[]) => all.reduce((before, key) => before.then(() => page.keyboard.press(key)), Promise.resolve())
const field = () => page.getByRole('dialog', { name: 'Find' }).getByRole('combobox')
const isOpen = () => page.locator('dialog.palette[open]').count()

describe('while the palette is loaded', () => {
  it('keys wait for it: Enter chooses, Escape cancels, Backspace edits', { timeout: 90_000 }, async () => {
    await keys('x', 'x', 'Escape', 'e', 't', 'g', 'Backspace', 'h', 'Enter')
    answer('continue')
    await page.getByRole('heading', { level: 2, name: 'ETH-USD' }).waitFor()
    await eventually(isOpen).toBe(0)
  })

  it('after Ctrl+K in a field nothing falls into the field', { timeout: 90_000 }, async () => {
    await keys('Alt+a')
    const price = page.getByLabel('Price', { exact: true })
    await eventually(() => price.evaluate((element) => element === document.activeElement)).toBe(true)
    await price.fill('100')
    await keys('Control+a', 'Control+k', 'e', 't', 'h')
    answer('continue')
    await eventually(() => field().inputValue()).toBe('eth')
    expect(await price.inputValue()).toBe('100')
  })

  it('one that cannot be loaded says so, and the field has its keys back; it is asked for anew', {
    timeout: 90_000,
  }, async () => {
    await keys('Alt+a')
    const price = page.getByLabel('Price', { exact: true })
    await eventually(() => price.evaluate((element) => element === document.activeElement)).toBe(true)
    await price.fill('')
    await keys('Control+k', '7')
    answer('abort')
    await page.getByRole('status').filter({ hasText: 'Search could not be loaded' }).waitFor()
    await keys('8')
    expect(await price.inputValue()).toBe('8')
    answer('continue')
    await keys('Control+k')
    await field().waitFor()
  })
})
