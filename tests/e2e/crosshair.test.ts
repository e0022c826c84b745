import { expect, it } from 'vitest'
import { crosshairs } from '../support/crosshairs.ts'
import { complaintsOf, desk, eventually, marketUrl, newPage } from '../support/pages.ts'

it('a crosshair is drawn at once, by the pointer in a chart that has just changed its size and by keys, and a picture is saved with it there and with all that the chart says', async () => {
  const page = await newPage()
  const complaints = complaintsOf(page)
  // Texts of pictures: of what is drawn and not on the page.
  await page.addInitScript(() => {
    const { fillText } = CanvasRenderingContext2D.prototype
    CanvasRenderingContext2D.prototype.fillText = function write(text, ...where) {
      if (!this.canvas.isConnected)
        document.documentElement.dataset.written = `${document.documentElement.dataset.written}|${text}`
      fillText.call(this, text, ...where)
    }
  })
  await page.goto(`${marketUrl}/?s=SIM:BTC-USD&i=1m&x=rsi&tz=UTC`)
  const chart = page.getByTestId('chart')
  await page.locator('[data-testid="chart"][data-phase="shown"]').waitFor()
  await eventually(() => crosshairs(page)).toEqual([undefined])
  const box = await chart.boundingBox()
  if (box === null) throw new Error('There is no chart')
  await page.setViewportSize({ width: desk.width - 160, height: desk.height - 90 })
  await page.mouse.move(box.x + box.width / 3, box.y + box.height / 3)
  await eventually(() => crosshairs(page)).toEqual([true])
  await page.mouse.move(5, 5)
  await eventually(() => crosshairs(page)).toEqual([undefined])
  await page.getByRole('application').focus()
  // To a bar that is complete: the legend is read after the picture.
  for (let bars = 0; bars < 3; bars++) await page.keyboard.press('ArrowLeft')
  await eventually(() => crosshairs(page)).toEqual([true])
  const picture = page.waitForEvent('download')
  await page.keyboard.press('Alt+s')
  await picture
  const written = await page.evaluate(() => document.documentElement.dataset.written)
  expect(written).toContain('|BTC-USD 1m · Bitcoin / US dollar · simulated prices · UTC|')
  const legend = page.getByTestId('legend')
  for (const field of ['time', 'open', 'close', 'volume']) {
    expect(written).toContain(`|${await legend.locator(`[data-field="${field}"]`).textContent()}|`)
  }
  expect(written).toContain('|RSI 14|')
  expect(complaints).toEqual([])
})
