/**
 * AG Grid Community on an otherwise empty page, as its manual says for many updates: asynchronous transactions. In its favour:
 * one transaction a flush (the manual's example has one per row), quotes are its rows as they are, nothing flashes, and its
 * default of applying transactions every 50 ms stays. With `?flash`, changed prices are tinted for a moment as the dashboard does.
 * With `?hz=4` it is given only the rows in view, and only so often: the least that a page could ask of it.
 */
import { AllCommunityModule, createGrid, ModuleRegistry } from 'ag-grid-community'
import type { Quote } from '../../lib/stream/types.ts'
import { rowHeightPx, rowsInView, shownHz, texts, watchAllQuotes } from './all-quotes.ts'
import { offerMeasure } from './page-probe.ts'

const { client, symbols } = await watchAllQuotes()
const { quotes } = client
const isQuote = (quote: Quote | undefined): quote is Quote => quote !== undefined

const flashing = new URLSearchParams(location.search).has('flash') ? ['Last', 'Bid', 'Ask'] : []
ModuleRegistry.registerModules([AllCommunityModule])
const place = document.body.appendChild(document.createElement('div'))
place.className = 'grid-page'
const grid = createGrid<Quote>(place, {
  rowData: symbols.map((symbol) => quotes.get(symbol)).filter(isQuote),
  getRowId: ({ data }) => data.symbol,
  rowHeight: rowHeightPx,
  columnDefs: texts.map(([headerName, width, read]) => ({
    headerName,
    width,
    sortable: false,
    enableCellChangeFlash: flashing.includes(headerName),
    valueGetter: ({ data }) => (data === undefined ? '' : read(data)),
  })),
})
if (shownHz === undefined) {
  quotes.subscribeAll((changed) => {
    grid.applyTransactionAsync({ update: changed.map((symbol) => quotes.get(symbol)).filter(isQuote) })
  })
} else {
  const shown = symbols.slice(0, rowsInView)
  const before = new Map<string, Quote | undefined>()
  const update = (): void => {
    const changed = shown.filter((symbol) => quotes.get(symbol) !== before.get(symbol))
    for (const symbol of changed) before.set(symbol, quotes.get(symbol))
    grid.applyTransactionAsync({ update: changed.map((symbol) => quotes.get(symbol)).filter(isQuote) })
  }
  quotes.subscribeMany(shown, update, shownHz)
}
offerMeasure(client, symbols[0] ?? '', '.ag-row')
