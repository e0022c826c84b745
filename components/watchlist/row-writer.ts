import { originMarks } from '@/components/connection/connection-text.ts'
import { describeStatus } from '@/components/instrument/status-text.ts'
import { bareSymbol } from '@/components/instrument/symbol-text.ts'
import { flash } from '@/components/ui/flash.ts'
import { setSign } from '@/components/ui/sign.ts'
import { createCellText, none } from '@/components/watchlist/cell-text.ts'
import { createSparkline } from '@/components/watchlist/sparkline.ts'
import { formatChange, formatPercent, formatPrice, formatVolume } from '@/lib/market/format.ts'
import type { Quote } from '@/lib/stream/types.ts'
import type { ColumnId } from '@/lib/workspace/workspace.ts'

/** Brings one row up to date. Touches only cells whose text changes. */
export type RowWriter = (quote: Quote | undefined, nowMs: number) => void

/**
 * `cells` by column. The row belongs to one symbol for the writer's life; what React renders into the cells is nothing, so
 * that both never write the same node.
 */
export function createRowWriter(
  symbol: string,
  row: HTMLElement,
  cells: ReadonlyMap<string, HTMLElement>,
  history: readonly number[],
): RowWriter {
  const texts = new Map<ColumnId, (text: string) => void>()
  const setText = (id: ColumnId, text: string): void => texts.get(id)?.(text)
  for (const id of ['last', 'change', 'percent', 'bid', 'ask', 'volume'] as const) {
    const cell = cells.get(id)
    if (cell !== undefined) texts.set(id, createCellText(cell))
  }
  const symbolCell = cells.get('symbol')
  const head = symbolCell === undefined ? undefined : createSymbolHead(symbol, symbolCell)
  const sparkCell = cells.get('spark')
  const spark = sparkCell === undefined ? undefined : createSparkline(sparkCell, history)
  const [last, change, percent] = [cells.get('last'), cells.get('change'), cells.get('percent')]
  let shown: Quote | undefined

  return (quote, nowMs) => {
    if (quote === undefined || quote === shown) return
    const before = shown
    shown = quote
    const { instrument } = quote
    const redefined = before?.instrument !== instrument
    if (redefined) head?.setInstrument(quote)
    if (before?.status !== quote.status) {
      row.dataset.status = quote.status
      head?.setStatus(quote)
    }
    const lastMoved = redefined || before.last !== quote.last
    if (lastMoved || before?.direction !== quote.direction) {
      setText('last', quote.last === 0 ? none : formatPrice(quote.last, instrument))
      if (last !== undefined) setSign(last, quote.direction)
    }
    if (lastMoved || before?.dayOpen !== quote.dayOpen) {
      const known = quote.last !== 0 && quote.dayOpen !== 0
      setText('change', known ? formatChange(quote.last - quote.dayOpen, instrument) : none)
      setText('percent', known ? formatPercent(quote.last, quote.dayOpen) : none)
      const sign = known ? Math.sign(quote.last - quote.dayOpen) : 0
      if (change !== undefined) setSign(change, sign)
      if (percent !== undefined) setSign(percent, sign)
    }
    if (redefined || before.bid !== quote.bid) setText('bid', quote.bid === 0 ? none : formatPrice(quote.bid, instrument))
    if (redefined || before.ask !== quote.ask) setText('ask', quote.ask === 0 ? none : formatPrice(quote.ask, instrument))
    if (redefined || before.dayVolumeLots !== quote.dayVolumeLots)
      setText('volume', formatVolume(quote.dayVolumeLots, instrument))
    spark?.update(quote, nowMs)
    if (before !== undefined && !redefined) flashChanges(cells, before, quote, nowMs)
  }
}

function flashChanges(cells: ReadonlyMap<string, HTMLElement>, before: Quote, quote: Quote, nowMs: number): void {
  for (const id of ['last', 'bid', 'ask'] as const) {
    const cell = cells.get(id)
    if (cell === undefined || before[id] === quote[id] || before[id] === 0 || quote[id] === 0) continue
    flash(cell, quote[id] > before[id] ? 'up' : 'down', nowMs)
  }
}

/** Name of the instrument, where its prices come from when not live, and its condition when not trading. */
function createSymbolHead(symbol: string, cell: HTMLElement) {
  const name = element('span', 'row-symbol')
  const full = element('span', 'row-name')
  const names = element('span', 'row-names')
  names.append(name, full)
  const origin = element('span', 'row-mark row-origin')
  const status = element('span', 'row-mark row-status')
  const age = element('span', 'row-age')
  const condition = element('span', 'row-condition')
  condition.append(status, age)
  name.textContent = bareSymbol(symbol)
  name.dataset.venue = full.dataset.venue = symbol.replace(/:.*/, '')
  origin.hidden = true
  status.hidden = true
  cell.replaceChildren(names, origin, condition)
  return {
    setInstrument({ instrument }: Quote): void {
      full.textContent = instrument.name
      cell.title = `${instrument.name} (${instrument.symbol})`
      const mark = originMarks[instrument.origin]
      origin.hidden = mark === undefined
      origin.textContent = mark?.short ?? ''
      origin.title = mark?.long ?? ''
    },
    setStatus(quote: Quote): void {
      const text = quote.status === 'pending' ? undefined : describeStatus(quote.status)
      status.hidden = text === undefined
      status.textContent = text?.label ?? ''
      status.title = text?.sentence ?? ''
      age.textContent = ''
      if (quote.status === 'stale') age.dataset.staleSince = String(quote.receivedTimeMs)
      else delete age.dataset.staleSince
    },
  }
}

function element(tag: 'span', className: string): HTMLElement {
  const made = document.createElement(tag)
  made.className = className
  return made
}
