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

/** Figures that sort, in a list of any width, unless it says otherwise. */
const column = (id: ColumnId, label: string, least: number, grow: number, other?: Partial<Column>): Column => ({
  id,
  label,
  align: 'end',
  track: `minmax(${least * textScale}px,${grow}fr)`,
  fromWidth: 0,
  sortable: true,
  ...other,
})
const words = { align: 'start', sortable: false } as const

/** In the order of the screen. */
export const columns: readonly Column[] = [
  column('symbol', 'Symbol', 104, 1.5, { align: 'start' }),
  column('spark', 'Hour', 52, 0.8, { ...words, fromWidth: 350 }),
  column('last', 'Last', 96, 1),
  // Room for the smallest ticks that trade: -0.00000014.
  column('change', 'Chg', 96, 0.8, { fromWidth: 560 }),
  column('percent', 'Chg %', 68, 0.7),
  column('bid', 'Bid', 82, 0.9, { fromWidth: 700 }),
  column('ask', 'Ask', 82, 0.9, { fromWidth: 700 }),
  // Room for “194,91 Mio.”
  column('volume', 'Vol', 88, 0.6, { fromWidth: 440 }),
  column('name', 'Name', 110, 1.4, words),
  column('spread', 'Spread', 82, 0.6),
  column('bid-size', 'Bid size', 86, 0.7),
  column('ask-size', 'Ask size', 86, 0.7),
  column('open', 'Open', 82, 0.9),
  column('high', 'High', 82, 0.9),
  column('low', 'Low', 82, 0.9),
  column('range', 'Day range', 84, 0.9, { align: 'start' }),
  column('spread-bp', 'Spread bp', 72, 0.6),
  column('turnover', 'Turnover', 72, 0.7),
  column('age', 'Age', 58, 0.5, { sortable: false }),
  column('trades', 'Trades', 72, 0.7),
  column('status', 'Status', 64, 0.6, words),
  column('venue', 'Venue', 64, 0.6, words),
]

const byId = new Map(columns.map((each) => [each.id, each]))
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
