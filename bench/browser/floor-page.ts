/** The least that shows the same: the rows in view as bare text nodes, written each frame, or as often as `?hz=4` says, where their text changed. */
import { rowHeightPx, rowsInView, shownHz, texts, watchAllQuotes } from './all-quotes.ts'
import { offerMeasure } from './page-probe.ts'

const { client, symbols } = await watchAllQuotes()
const { quotes } = client
const place = document.body.appendChild(document.createElement('div'))
const template = texts.map(([, width]) => `${width}px`).join(' ')
for (const symbol of symbols.slice(0, rowsInView)) {
  const row = place.appendChild(document.createElement('div'))
  row.className = 'bare-row'
  row.style.cssText = `display:grid;grid-template-columns:${template};height:${rowHeightPx}px;contain:strict`
  const nodes = texts.map(() => row.appendChild(document.createElement('span')).appendChild(document.createTextNode('')))
  const write = (): void => {
    const quote = quotes.get(symbol)
    if (quote === undefined) return
    for (const [at, [, , read]] of texts.entries()) {
      const node = nodes[at]
      const text = read(quote)
      if (node !== undefined && node.data !== text) node.data = text
    }
  }
  write()
  quotes.subscribe(symbol, write, shownHz)
}
offerMeasure(client, symbols[0] ?? '', '.bare-row')
