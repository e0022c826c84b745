import { formatShortSize } from '@/components/instrument/short-size.ts'
import { textScale } from '@/components/ui/text-scale.ts'
import { formatPrice, formatSize, formatTime, formatValue } from '@/lib/market/format.ts'
import type { WireInstrument } from '@/lib/protocol/messages.ts'
import type { StreamTrade } from '@/lib/stream/types.ts'

/** What a trade is written with. */
export interface TapeLook {
  readonly instrument: WireInstrument
  readonly timeZone: string
  /** Whatever else changes how numbers and times are written: rows are written anew when it is another. */
  readonly formats: unknown
}

export interface TapeRows {
  /** Shows these, newest first. A trade does not change: of those that are shown already nothing is written. */
  draw(trades: readonly StreamTrade[], look: TapeLook | undefined): void
}

interface Row {
  readonly element: HTMLElement
  readonly time: Text
  readonly side: HTMLElement
  readonly price: Text
  readonly spoken: Text
  readonly size: Text
  number: number
}

/** Of the style sheet, with letters as large as the viewer has them: shifted by another height, all rows would be laid out elsewhere. */
const rowPixels = 20 * textScale
/** Farther than a million pixels away, drawing would lose parts of a pixel. */
const placesMaxUsual = 50_000

const signs = { buy: 'up', sell: 'down', unknown: 'none' } as const
const spoken = { buy: 'bought at the ask', sell: 'sold at the bid', unknown: 'side not known' } as const

/**
 * The rows of a trade tape, written without a render: dozens of trades come with a flush, and what falls off the end is written
 * anew at the top. New rows push the others down. Laid out, those stay where they are (the table begins higher), and a transform
 * brings all of it into view: nothing is laid out elsewhere, and no layout shift is counted. The head sticks to the top of what
 * scrolls the table before the transform moves it, so that much higher. Rows of a table and not boxes that
 * are each laid out by itself: those would cost three times as much style (0.023 of a core against 0.010, `bench browser`).
 */
export function createTapeRows(table: HTMLTableElement, placesMax: number = placesMaxUsual): TapeRows {
  const body = table.createTBody()
  let rows: Row[] = []
  let spare: Row[] = []
  /** How many rows were added at the top since the table began where it is seen. */
  let places = 0
  let look: TapeLook | undefined

  function clear(): void {
    for (const { element } of rows) element.remove()
    spare.push(...rows)
    rows = []
    places = 0
  }

  function written(trades: readonly StreamTrade[], own: TapeLook): Row[] {
    return trades.map((trade) => {
      const row = spare.pop() ?? createRow(body.ownerDocument)
      write(row, trade, own)
      return row
    })
  }

  /** How many of the trades are above those that are shown; undefined when these are no longer next to one another. */
  function countAdded(trades: readonly StreamTrade[]): number | undefined {
    const newest = rows[0]?.number
    const added = newest === undefined ? trades.length : trades.findIndex(({ number }) => number === newest)
    if (added < 0) return undefined
    const keepsOn = trades.slice(added).every(({ number }, at) => number === (rows[at]?.number ?? number))
    return keepsOn ? added : undefined
  }

  return {
    draw(trades, next) {
      const same = look?.instrument === next?.instrument && look?.timeZone === next?.timeZone && look?.formats === next?.formats
      look = next
      if (!same || next === undefined || places + trades.length > placesMax) clear()
      if (next === undefined) return
      let added = countAdded(trades)
      if (added === undefined) {
        clear()
        added = trades.length
      }
      if (added === 0 && trades.length === rows.length) return
      const gone = rows.splice(trades.length - added)
      for (const { element } of gone) element.remove()
      spare.push(...gone)
      const above = written(trades.slice(0, added), next)
      const below = written(trades.slice(added + rows.length), next)
      rows = [...above, ...rows, ...below]
      spare = spare.slice(0, rows.length)
      places += added
      body.prepend(...above.map(({ element }) => element))
      body.append(...below.map(({ element }) => element))
      const pixels = places * rowPixels
      table.style.marginTop = `${-pixels}px`
      table.style.marginBottom = `${pixels}px`
      table.style.transform = `translateY(${pixels}px)`
      if (table.tHead !== null) table.tHead.style.top = `${-pixels}px`
    },
  }
}

function write(row: Row, trade: StreamTrade, { instrument, timeZone }: TapeLook): void {
  row.number = trade.number
  const words = spoken[trade.side]
  row.element.title = `${formatSize(trade.size, instrument)}: ${formatValue(trade.price, trade.size, instrument)} ${instrument.quote}, ${words}`
  row.time.data = formatTime(trade.venueTimeMs, { timeZone })
  row.side.dataset.sign = signs[trade.side]
  row.price.data = formatPrice(trade.price, instrument)
  row.spoken.data = ` ${words}`
  row.size.data = formatShortSize(trade.size, instrument)
}

function createRow(document: Document): Row {
  const element = document.createElement('tr')
  const cell = (className: string): HTMLElement => {
    const made = element.appendChild(document.createElement('td'))
    made.className = className
    return made
  }
  const textIn = (parent: HTMLElement): Text => parent.appendChild(document.createTextNode(''))
  const time = textIn(cell('text-ink-3'))
  const side = cell('side-arrow')
  const price = textIn(side)
  const words = document.createElement('span')
  words.className = 'sr-only'
  side.append(words)
  return { element, time, side, price, spoken: textIn(words), size: textIn(cell('')), number: Number.NaN }
}
