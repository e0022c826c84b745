import { textScale } from '@/components/ui/text-scale.ts'
import { type ColumnId, type ColumnSetting, defaultColumns } from '@/lib/workspace/workspace.ts'

export interface Column {
  readonly id: ColumnId
  readonly label: string
  readonly align: 'start' | 'end'
  /** A CSS grid track. */
  readonly track: string
  /** Narrowest list, in px, that has room for it beside the columns before it in importance. */
  readonly fromWidth: number
  readonly sortable: boolean
}

/** In the order of the screen. Widths in px of usual letters; what is left over is shared out. */
export const columns: readonly Column[] = [
  texts('symbol', 'Symbol', 104, 1.5),
  { ...texts('spark', 'Hour', 52, 0.8, 350), sortable: false },
  figures('last', 'Last', 96, 1),
  // Room for the smallest ticks that trade: -0.00000014.
  figures('change', 'Chg', 96, 0.8, 560),
  figures('percent', 'Chg %', 68, 0.7),
  figures('bid', 'Bid', 82, 0.9, 700),
  figures('ask', 'Ask', 82, 0.9, 700),
  // Room for “194,91 Mio.”, as in turnover.
  figures('volume', 'Vol', 88, 0.6, 440),
  texts('name', 'Name', 110, 1.4),
  figures('spread', 'Spread', 82, 0.6),
  figures('bid-size', 'Bid size', 86, 0.7),
  figures('ask-size', 'Ask size', 86, 0.7),
  figures('open', 'Open', 82, 0.9),
  figures('high', 'High', 82, 0.9),
  figures('low', 'Low', 82, 0.9),
  texts('range', 'Day range', 84, 0.9),
  figures('spread-bp', 'Spread bp', 72, 0.6),
  figures('turnover', 'Turnover', 88, 0.7),
  figures('age', 'Age', 58, 0.5),
  figures('trades', 'Trades', 72, 0.7),
  texts('status', 'Status', 64, 0.6),
  texts('venue', 'Venue', 64, 0.6),
]

function texts(id: ColumnId, label: string, least: number, share: number, fromWidth = 0): Column {
  return { id, label, align: 'start', track: `minmax(${least * textScale}px,${share}fr)`, fromWidth, sortable: true }
}

function figures(...column: Parameters<typeof texts>): Column {
  return { ...texts(...column), align: 'end' }
}

const byId = new Map(columns.map((column) => [column.id, column]))
const paddingPx = 16

/**
 * What a list of this width shows. The columns one begins with come and go by importance, in whatever order and however wide
 * somebody made them; others that somebody chose are all there, and the list scrolls sideways where it has no room for them.
 * Widths that somebody made are kept as they are with usual letters.
 */
export function columnsForWidth(width: number, settings: readonly ColumnSetting[] = defaultColumns): readonly Column[] {
  const chosen = !sameColumns(settings, defaultColumns)
  return settings.flatMap((setting) => {
    const known = byId.get(setting.id)
    if (known === undefined || (!chosen && width < known.fromWidth * textScale)) return []
    return [setting.width === undefined ? known : { ...known, track: `${setting.width * textScale}px` }]
  })
}

/** Of a column that nobody resized, in px; of any as it is now. */
export function leastWidth({ track }: Pick<Column, 'track'>): number {
  return Number(/[\d.]+/.exec(track)?.[0] ?? 0)
}

/** Narrower than this, columns have no room. */
export function leastRowWidth(tracks: readonly string[]): number {
  return tracks.reduce((sum, track) => sum + leastWidth({ track }), paddingPx)
}

function sameColumns(left: readonly ColumnSetting[], right: readonly ColumnSetting[]): boolean {
  return left.length === right.length && left.every(({ id }) => right.some((other) => other.id === id))
}
