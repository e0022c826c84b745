import { expect, it } from 'vitest'
import { crosshairs } from '../support/crosshairs.ts'
import { complaintsOf, desk, eventually, marketUrl, newPage } from '../support/pages.ts'

it('a crosshair is drawn at once, by the pointer in a chart that has just changed its size and by keys, and a picture is saved with it there', async () => {
  const page = await newPage()
  const complaints = complaintsOf(page)
  await page.goto(`${marketUrl}/?s=SIM:BTC-USD&i=1m&x=rsi`)
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
  await page.keyboard.press('ArrowLeft')
  await eventually(() => crosshairs(page)).toEqual([true])
  const picture = page.waitForEvent('download')
  await page.keyboard.press('Alt+s')
  await picture
  expect(complaints).toEqual([])
})
