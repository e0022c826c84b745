import type { ChartTheme } from '@/components/chart/chart-theme.ts'

const titlePixels = 24
const inset = 12

/**
 * The chart with what the page has over it, the legend, and above it a line that says of what it is: a picture goes to people who
 * see nothing but the picture. `chart` is the drawing of `place`.
 */
export function pictureWith(chart: HTMLCanvasElement, place: HTMLElement, title: string, theme: ChartTheme): HTMLCanvasElement {
  const box = place.getBoundingClientRect()
  const ratio = chart.width / box.width
  const picture = document.createElement('canvas')
  picture.width = chart.width
  picture.height = chart.height + Math.round(titlePixels * ratio)
  const context = picture.getContext('2d')
  if (context === null) return chart
  context.fillStyle = theme.background
  context.fillRect(0, 0, picture.width, picture.height)
  context.drawImage(chart, 0, picture.height - chart.height)
  context.scale(ratio, ratio)
  context.textBaseline = 'middle'
  context.font = `600 12px ${theme.fontFamily}`
  context.fillStyle = theme.text
  context.fillText(title, inset, titlePixels / 2, box.width - 2 * inset)
  context.translate(-box.left, titlePixels - box.top)
  for (const line of place.closest('.chart-place')?.querySelectorAll('.chart-legend') ?? []) drawLine(context, line)
  return picture
}

/** A line of the legend where it stands on the page, in its colours. */
function drawLine(context: CanvasRenderingContext2D, line: Element): void {
  const around = line.getBoundingClientRect()
  context.fillStyle = getComputedStyle(line).backgroundColor
  context.fillRect(around.left, around.top, around.width, around.height)
  for (const swatch of line.querySelectorAll('[data-field="swatch"]')) {
    const { left, top, width, height } = swatch.getBoundingClientRect()
    context.fillStyle = getComputedStyle(swatch).color
    context.fillRect(left, top, width, height)
  }
  const range = document.createRange()
  const texts = document.createTreeWalker(line, NodeFilter.SHOW_TEXT)
  for (let text = texts.nextNode(); text !== null; text = texts.nextNode()) {
    range.selectNodeContents(text)
    const { left, top, width, height } = range.getBoundingClientRect()
    // What found no room stands on a line that is cut off.
    if (text.parentElement === null || width === 0 || top + height / 2 > around.bottom) continue
    const { color, fontFamily, fontSize, fontWeight } = getComputedStyle(text.parentElement)
    context.font = `${fontWeight} ${fontSize} ${fontFamily}`
    context.fillStyle = color
    context.fillText(text.textContent ?? '', left, top + height / 2)
  }
}
