import { dayRangePosition } from '@/components/watchlist/derived-values.ts'
import type { Quote } from '@/lib/stream/types.ts'

/** Steps of the mark: finer ones cannot be seen in a bar of 70 px. */
const steps = 100

/** A small bar that shows the last price between the day's low and high. Returns what brings it up to date. */
export function createRangeBar(cell: HTMLElement): (quote: Quote) => void {
  const text = made('sr-only')
  const track = made('range-track')
  const mark = made('range-mark')
  track.setAttribute('aria-hidden', 'true')
  track.append(mark)
  cell.replaceChildren(text, track)
  let shown: number | undefined = Number.NaN
  return (quote) => {
    const position = dayRangePosition(quote)
    const step = position === undefined ? undefined : Math.round(position * steps)
    if (step === shown) return
    shown = step
    text.textContent = step === undefined ? '–' : `${step}%`
    mark.hidden = step === undefined
    // Of its own width, which is that of the track: moved without a layout.
    if (step !== undefined) mark.style.transform = `translateX(${step}%)`
  }
}

function made(className: string): HTMLElement {
  const element = document.createElement('span')
  element.className = className
  return element
}
