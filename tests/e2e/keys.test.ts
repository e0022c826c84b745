import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { type CommandId, commandIds } from '../../lib/keyboard/key-bindings.ts'
import { eventually, marketUrl, newPage } from '../support/pages.ts'

let page: Page

const addressHas = (part: RegExp) => page.waitForURL((url) => part.test(decodeURIComponent(url.search)))
const addressLacks = (part: RegExp) => page.waitForURL((url) => !part.test(decodeURIComponent(url.search)))
const press = (key: string) => page.keyboard.press(key)
const said = (text: string | RegExp) => page.getByRole('status').filter({ hasText: text }).first().waitFor()

const focusIn = (part: string) => () => page.evaluate((selector) => document.activeElement?.closest(selector) != null, part)

/** Opens what the key opens, with what it begins with, and closes it. */
async function asks(key: string, placeholder: RegExp, value = ''): Promise<void> {
  const dialog = page.getByRole('dialog', { name: 'Find' })
  const field = dialog.getByRole('combobox')
  // A key pressed while the dialog before is still going may go with it: then as a person would, once more.
  for (let attempt = 1; ; attempt++) {
    await press(key)
    const opened = field.waitFor({ timeout: 8_000 })
    if (attempt === 3) await opened
    const isOpen = await opened.then(
      () => true,
      () => false,
    )
    if (isOpen) break
  }
  expect(await field.getAttribute('placeholder')).toMatch(placeholder)
  expect(await field.inputValue()).toBe(value)
  await press('Escape')
  await dialog.waitFor({ state: 'hidden' })
}

async function switches(key: string, part: RegExp): Promise<void> {
  await press(key)
  await addressHas(part)
  await press(key)
  await addressLacks(part)
}

async function selected(): Promise<string | null> {
  return await page.locator('[role="row"][aria-selected="true"]').getAttribute('data-symbol')
}

async function steps(key: string, back: string): Promise<void> {
  const before = await selected()
  await press(key)
  await eventually(selected).not.toBe(before)
  await press(back)
  await eventually(selected).toBe(before)
}

async function barsInView(): Promise<number> {
  return Number(await page.locator('.chart-table table').getAttribute('aria-rowcount'))
}

/** Pressed until it shows: a chart takes one step a frame. */
function barsAfter(key: string) {
  return eventually(async () => {
    await press(key)
    return await barsInView()
  })
}

/** What shows that a command happened. Those of a line, a row and the crosshair are seen where these are. */
const proofs: Readonly<Partial<Record<CommandId, () => Promise<void>>>> = {
  'find-symbol': () => asks('b', /^Symbol/, 'b'),
  async 'pick-interval'() {
    await asks('5', /^Interval/, '5')
    await asks(',', /^Interval/)
  },
  'add-indicator': () => asks('/', /^Indicator/),
  'open-palette': () => asks('Control+k', /^Symbol/),
  'open-layouts': () => asks('.', /^Layout/),
  compare: () => asks('Alt+c', /^Compare/),
  'toggle-log': () => switches('Alt+l', /y=log/),
  'toggle-percent': () => switches('Alt+p', /y=percent/),
  maximise: () => switches('Alt+Enter', /max=1/),
  'toggle-table': () => switches('Alt+b', /t=1/),
  async 'zoom-in'() {
    await press('Alt+b')
    // A bar a second: half as many again as the fewest that fill a chart.
    await eventually(barsInView).toBeGreaterThan(30)
    await barsAfter('+').toBeLessThan(22)
  },
  async 'zoom-out'() {
    await barsAfter('-').toBeGreaterThan(30)
    await barsAfter('Control+ArrowUp').toBeLessThan(22)
  },
  async 'reset-view'() {
    await press('Alt+r')
    await eventually(barsInView).toBeGreaterThan(30)
    await press('Alt+b')
  },
  async 'save-picture'() {
    const picture = page.waitForEvent('download')
    await press('Alt+s')
    expect((await picture).suggestedFilename()).toMatch(/\.png$/)
  },
  'next-symbol': () => steps('Space', 'Shift+Space'),
  async 'previous-symbol'() {
    // Not from the first: the one before that is the last of the list, out of view.
    await steps('ArrowDown', 'ArrowUp')
  },
  async 'add-alert'() {
    await press('Alt+a')
    const price = page.getByLabel('Price', { exact: true })
    await eventually(() => price.evaluate((field) => field === document.activeElement)).toBe(true)
    await price.evaluate((field) => (field as HTMLElement).blur())
  },
  async pause() {
    const button = page.getByRole('button', { name: 'Pause prices' })
    await press('Alt+Shift+p')
    await eventually(() => button.getAttribute('aria-pressed')).toBe('true')
    await press('Alt+Shift+p')
    await eventually(() => button.getAttribute('aria-pressed')).toBe('false')
  },
  async 'read-symbol'() {
    await press('Alt+Shift+r')
    await eventually(() => page.getByTestId('read-symbol').textContent()).toMatch(/\d/)
  },
  async 'add-to-list'() {
    await press('Alt+w')
    await said(/A new list holds/)
  },
  async 'next-chart'() {
    await press('Control+k')
    await page.keyboard.type('charts: two side')
    await press('Enter')
    await addressHas(/g=2/)
    await press(']')
    await addressHas(/c=2/)
  },
  async 'previous-chart'() {
    await press('[')
    await addressLacks(/c=2/)
  },
  async undo() {
    await press('Control+k')
    await page.keyboard.type('reset the layout')
    await press('Enter')
    await addressLacks(/g=2/)
    await press('Control+z')
    await addressHas(/g=2/)
  },
  async 'next-part'() {
    await press('F6')
    await eventually(focusIn('.dashboard-list')).toBe(true)
    await press('F6')
    await eventually(focusIn('.chart-place')).toBe(true)
  },
  async 'previous-part'() {
    await press('Shift+F6')
    await eventually(focusIn('.dashboard-list')).toBe(true)
  },
  async help() {
    await press('?')
    await page.getByRole('dialog', { name: 'Keyboard' }).getByText('Back to the newest bars').waitFor()
  },
  async cancel() {
    await press('Escape')
    await page.getByRole('dialog', { name: 'Keyboard' }).waitFor({ state: 'hidden' })
  },
}

const seenElsewhere: readonly CommandId[] = [
  'draw-trend',
  'draw-horizontal',
  'delete-drawing',
  'scroll-left',
  'scroll-right',
  'row-up',
  'row-down',
  'remove-from-list',
]

describe('keys', () => {
  it('each do what the help says', { timeout: 120_000 }, async () => {
    expect([...Object.keys(proofs), ...seenElsewhere].sort()).toEqual([...commandIds].sort())
    page = await newPage()
    await page.goto(`${marketUrl}/?s=SIM:BTC-USD&i=1s`)
    await page.locator('header [data-state="live"]').waitFor()
    await page.locator('[data-testid="chart"][data-phase="shown"]').waitFor()
    for (const [command, proof] of Object.entries(proofs)) {
      await proof().catch((cause: unknown) => {
        throw new Error(`${command} was not seen to happen`, { cause })
      })
    }
  })
})
