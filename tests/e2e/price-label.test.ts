import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { complaintsOf, eventually, marketUrl, newPage } from '../support/pages.ts'

interface Label {
  readonly colour: string
  readonly height: number
}

/** On the axis of prices from top to bottom: what has one colour over some height, and what of it is as wide as a label. */
async function labelsOn(page: Page): Promise<Label[]> {
  return await page.getByTestId('chart').evaluate(async (place) => {
    // What was asked for last is drawn by then.
    for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame)
    const canvas = place.querySelector<HTMLCanvasElement>('table tr:first-child td:last-child canvas')
    const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true })
    if (!canvas || !context) return []
    context.canvas.height = canvas.height
    // Right of the mark at the price, left of the text.
    context.drawImage(canvas, -7, 0)
    const { data } = context.getImageData(0, 0, 1, canvas.height)
    const ground = `${data[0]}, ${data[1]}, ${data[2]}`
    const runs: { colour: string; height: number }[] = []
    for (let at = 0; at < data.length; at += 4) {
      const colour = `${data[at]}, ${data[at + 1]}, ${data[at + 2]}`
      const last = runs.at(-1)
      if (last?.colour === colour) last.height += 1
      else runs.push({ colour, height: 1 })
    }
    return runs.filter(({ colour, height }) => colour !== ground && height >= 8)
  })
}

/** Of the page's variables, as the chart has them. */
async function coloursOf(page: Page, names: readonly string[]): Promise<string[]> {
  return await page.getByTestId('chart').evaluate((place, wanted) => {
    const probe = document.createElement('span')
    place.append(probe)
    const found = wanted.map((name) => {
      probe.style.color = `var(--${name})`
      return getComputedStyle(probe).color.replace(/^rgba?\(|\)$/g, '')
    })
    probe.remove()
    return found
  }, names)
}

async function open(address: string, options?: Parameters<typeof newPage>[0]) {
  const page = await newPage(options)
  const complaints = complaintsOf(page)
  await page.goto(`${marketUrl}${address}`)
  await page.locator('[data-testid="chart"][data-phase="shown"]').waitFor()
  return { page, complaints }
}

it('price and time that is left stay together at the price beside a line drawn near it, and both can be read', async () => {
  for (const kind of ['candles', 'heikin-ashi']) {
    const { page, complaints } = await open(`/?s=SIM:BTC-USD&i=1m&k=${kind}`)
    const prices = await coloursOf(page, ['up', 'down'])
    const heights = async () => {
      const labels = await labelsOn(page)
      const [own, others] = [true, false].map((own) => labels.filter(({ colour }) => prices.includes(colour) === own))
      return { own: own?.map(({ height }) => height >= 34), others: others?.map(({ height }) => height >= 8) }
    }
    await eventually(heights).toEqual({ own: [true], others: [] })
    await page.keyboard.press('Alt+h')
    await page.getByRole('slider', { name: 'Horizontal line' }).waitFor()
    for (let step = 0; step < 12; step += 1) await page.keyboard.press('ArrowUp')
    // Past the price, at each pixel: none of it may be wrong for a moment.
    const seen = new Set<string>()
    for (let step = 0; step < 32; step += 1) {
      await page.keyboard.press('ArrowDown')
      seen.add(JSON.stringify(await heights()))
    }
    expect([...seen]).toEqual([JSON.stringify({ own: [true], others: [true] })])
    expect(complaints).toEqual([])
  }
})

it('labels have the colours of their lines where the system forces its own, in a dark palette and a light one', async () => {
  for (const colorScheme of ['dark', 'light'] as const) {
    const { page, complaints } = await open('/?s=SIM:BTC-USD&i=1s&vs=SIM:ETH-USD', { forcedColors: 'active', colorScheme })
    const [up = '', down = ''] = await coloursOf(page, ['up', 'down'])
    expect(down).not.toBe(up)
    const colours = async () => (await labelsOn(page)).map(({ colour }) => colour)
    // Of a bar that falls, and of what is compared with it: neither is that of text.
    await eventually(colours).toContain(down)
    await eventually(async () => (await colours()).some((colour) => colour !== up && colour !== down)).toBe(true)
    expect(complaints).toEqual([])
  }
})
