import { isSymbolText, workspaceLimits as limits, type Watchlist, type WatchlistGroup } from './workspace.ts'

export interface ImportedWatchlist {
  /** As `Watchlist.groups`: the first has no name. */
  readonly groups: readonly WatchlistGroup[]
  readonly symbols: number
  /** What was left out and why, by line, for the viewer; at most `problemsMax`, then how many more. */
  readonly problems: readonly string[]
}

const problemsMax = 20

/** Turns what a file says into the server's symbol: `BINANCE:BTCUSDT`, `btc-usdt` or `AAPL`. undefined: there is none. */
export type ResolveSymbol = (text: string) => string | undefined

/**
 * Reads a list of symbols: CSV with or without a header (columns `symbol` and `group` are found by name), one symbol a line,
 * symbols between commas, or TradingView's format with `###Group` headings. Never throws.
 */
export function parseWatchlistFile(text: string, resolve: ResolveSymbol): ImportedWatchlist {
  const groups = new Map<string, string[]>([['', []]])
  const seen = new Set<string>()
  const problems: string[] = []
  let heading = ''
  let header: Header | undefined

  const add = (written: string, group: string, { line, unclosed }: Row): void => {
    const name = written.trim()
    if (name === '') return
    if (name.startsWith('###')) {
      heading = name.slice(3).trim().slice(0, limits.nameLength)
      return
    }
    const symbol = isSymbolText(name) ? resolve(name) : undefined
    if (symbol === undefined) {
      // Of a line that could not be read right, one sentence is enough.
      if (!unclosed) problems.push(`Line ${line}: “${shortened(name)}” is not an instrument of this server.`)
    } else if (seen.has(symbol)) problems.push(`Line ${line}: ${symbol} is in the list already.`)
    else if (seen.size >= limits.symbolsPerList)
      problems.push(`Line ${line}: a list holds no more than ${limits.symbolsPerList} symbols.`)
    else {
      seen.add(symbol)
      const key = (group.trim().slice(0, limits.nameLength) || heading).trim()
      const members = groups.get(key)
      if (members !== undefined) members.push(symbol)
      else if (groups.size < limits.groupsPerList) groups.set(key, [symbol])
      else groups.get('')?.push(symbol)
    }
  }

  for (const row of parseRows(text)) {
    const { fields, line, unclosed } = row
    if (unclosed) problems.push(`Line ${line}: unclosed quote.`)
    if (header === undefined) {
      // What tells a spreadsheet which mark separates fields.
      if (/^sep=/i.test(fields[0] ?? '')) continue
      header = headerOf(fields)
      if (header.symbol >= 0) continue
    }
    if (header.symbol >= 0) {
      // After a quote nobody knows which column is which.
      add(fields[header.symbol] ?? '', unclosed ? '' : plainField(fields[header.group] ?? ''), row)
    } else {
      for (const field of fields) add(field, '', row)
    }
  }
  if (seen.size === 0 && problems.length === 0) problems.push('The file holds no symbols.')
  return {
    groups: [...groups].map(([name, symbols]) => ({ name, collapsed: false, symbols })),
    symbols: seen.size,
    problems: shortList(problems),
  }
}

/** CSV with a header; reads back to the same groups. `nameOf` is what a person calls the instrument. */
export function watchlistToCsv(list: Watchlist, nameOf: (symbol: string) => string): string {
  const rows = list.groups.flatMap((group) => group.symbols.map((symbol) => [symbol, nameOf(symbol), group.name]))
  return `${[['symbol', 'name', 'group'], ...rows].map((row) => row.map(csvField).join(',')).join('\r\n')}\r\n`
}

/** Symbols between commas with `###Group` headings: what other programs import. */
export function watchlistToText(list: Watchlist): string {
  return list.groups
    .flatMap((group) => (group.name === '' ? group.symbols : [`###${group.name.replaceAll(',', ' ')}`, ...group.symbols]))
    .join(',')
}

interface Header {
  readonly symbol: number
  readonly group: number
}

/** -1 where there is no such column; a first row without a `symbol` column is no header. */
function headerOf(fields: readonly string[]): Header {
  const names = fields.map((field) => field.trim().toLowerCase())
  const find = (...wanted: readonly string[]): number => names.findIndex((name) => wanted.includes(name))
  return { symbol: find('symbol', 'symbols', 'ticker', 'instrument', 'code'), group: find('group', 'section') }
}

interface Row {
  readonly fields: readonly string[]
  readonly line: number
  /** It has a quote that nothing closes: from there on its fields are a guess. */
  readonly unclosed: boolean
}

/** RFC 4180 with any of comma, semicolon and tab, any line ending, and a byte order mark. An unclosed quote is only a character. */
function parseRows(file: string): Row[] {
  const text = file.replace(/\r\n?/g, '\n')
  const rows: Row[] = []
  let fields: string[] = []
  let field = ''
  let line = 1
  let startLine = 1
  let unclosed = false
  const endRow = (): void => {
    rows.push({ fields: [...fields, field], line: startLine, unclosed })
    fields = []
    field = ''
    unclosed = false
  }
  for (let position = text.startsWith('\uFEFF') ? 1 : 0; position < text.length; position++) {
    const character = text[position] as string
    if (character === '"' && field.trim() === '') {
      const quoted = readQuoted(text, position + 1)
      field = quoted?.text ?? ''
      unclosed ||= quoted === undefined
      line += quoted?.lines ?? 0
      position = quoted?.end ?? position
    } else if (character === ',' || character === ';' || character === '\t') {
      fields.push(field)
      field = ''
    } else if (character === '\n') {
      endRow()
      line += 1
      startLine = line
    } else field += character
  }
  endRow()
  return rows
}

const fieldEnd = /[^\S\n\t]*(?:[,;\t\n]|$)/y

interface Quoted {
  readonly text: string
  /** Of the closing quote. */
  readonly end: number
  /** Line endings within. */
  readonly lines: number
}

/**
 * undefined: nothing closes it. A quote lines below closes it only at the end of a field: else it is the opening one of
 * another field, and all rows between the two would be lost.
 */
function readQuoted(text: string, start: number): Quoted | undefined {
  for (let end = text.indexOf('"', start); end >= 0; end = text.indexOf('"', end + 1)) {
    if (text[end + 1] === '"') {
      end += 1
      continue
    }
    const inside = text.slice(start, end)
    const lines = inside.split('\n').length - 1
    fieldEnd.lastIndex = end + 1
    return lines === 0 || fieldEnd.test(text) ? { text: inside.replaceAll('""', '"'), end, lines } : undefined
  }
  return undefined
}

/** As it was before `csvField`. */
function plainField(text: string): string {
  return /^'+[=+\-@\t\r]/.test(text) ? text.slice(1) : text
}

/** Quoted where needed. A field that a spreadsheet would take for a formula gets an apostrophe. */
function csvField(text: string): string {
  const safe = /^'*[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",;\t\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

function shortened(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text
}

function shortList(problems: readonly string[]): readonly string[] {
  return problems.length <= problemsMax
    ? problems
    : [...problems.slice(0, problemsMax), `${problems.length - problemsMax} more lines were left out.`]
}
