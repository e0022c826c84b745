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

/** In the order of the screen. */
export const columns: readonly Column[] = [
  {
    id: 'symbol',
    label: 'Symbol',
    align: 'start',
    track: 'minmax(104px,1.5fr)',
    fromWidth: 0,
    sortable: true,
  },
  {
    id: 'spark',
    label: 'Hour',
    align: 'start',
    track: 'minmax(52px,0.8fr)',
    fromWidth: 350,
    sortable: false,
  },
  { id: 'last', label: 'Last', align: 'end', track: 'minmax(96px,1fr)', fromWidth: 0, sortable: true },
  {
    id: 'change',
    label: 'Chg',
    align: 'end',
    // Room for the smallest ticks that trade: -0.00000014.
    track: 'minmax(96px,0.8fr)',
    fromWidth: 560,
    sortable: true,
  },
  {
    id: 'percent',
    label: 'Chg %',
    align: 'end',
    track: 'minmax(68px,0.7fr)',
    fromWidth: 0,
    sortable: true,
  },
  { id: 'bid', label: 'Bid', align: 'end', track: 'minmax(82px,0.9fr)', fromWidth: 700, sortable: true },
  { id: 'ask', label: 'Ask', align: 'end', track: 'minmax(82px,0.9fr)', fromWidth: 700, sortable: true },
  {
    id: 'volume',
    label: 'Vol',
    align: 'end',
    // Room for “194,91 Mio.”
    track: 'minmax(88px,0.6fr)',
    fromWidth: 440,
    sortable: true,
  },
  {
    id: 'name',
    label: 'Name',
    align: 'start',
    track: 'minmax(110px,1.4fr)',
    fromWidth: 0,
    sortable: false,
  },
  {
    id: 'spread',
    label: 'Spread',
    align: 'end',
    track: 'minmax(82px,0.6fr)',
    fromWidth: 0,
    sortable: true,
  },
  {
    id: 'bid-size',
    label: 'Bid size',
    align: 'end',
    track: 'minmax(86px,0.7fr)',
    fromWidth: 0,
    sortable: true,
  },
  {
    id: 'ask-size',
    label: 'Ask size',
    align: 'end',
    track: 'minmax(86px,0.7fr)',
    fromWidth: 0,
    sortable: true,
  },
  {
    id: 'open',
    label: 'Open',
    align: 'end',
    track: 'minmax(82px,0.9fr)',
    fromWidth: 0,
    sortable: true,
  },
  {
    id: 'high',
    label: 'High',
    align: 'end',
    track: 'minmax(82px,0.9fr)',
    fromWidth: 0,
    sortable: true,
  },
  {
    id: 'low',
    label: 'Low',
    align: 'end',
    track: 'minmax(82px,0.9fr)',
    fromWidth: 0,
    sortable: true,
  },
  {
    id: 'range',
    label: 'Day range',
    align: 'start',
    track: 'minmax(84px,0.9fr)',
    fromWidth: 0,
    sortable: true,
  },
  {
    id: 'spread-bp',
    label: 'Spread bp',
    align: 'end',
    track: 'minmax(72px,0.6fr)',
    fromWidth: 0,
    sortable: true,
  },
  {
    id: 'turnover',
    label: 'Turnover',
    align: 'end',
    // As the volume's.
    track: 'minmax(88px,0.7fr)',
    fromWidth: 0,
    sortable: true,
  },
  {
    id: 'age',
    label: 'Age',
    align: 'end',
    track: 'minmax(58px,0.5fr)',
    fromWidth: 0,
    sortable: false,
  },
  {
    id: 'trades',
    label: 'Trades',
    align: 'end',
    track: 'minmax(72px,0.7fr)',
    fromWidth: 0,
    sortable: true,
  },
  {
    id: 'status',
    label: 'Status',
    align: 'start',
    track: 'minmax(64px,0.6fr)',
    fromWidth: 0,
    sortable: false,
  },
  {
    id: 'venue',
    label: 'Venue',
    align: 'start',
    track: 'minmax(64px,0.6fr)',
    fromWidth: 0,
    sortable: false,
  },
]

const byId = new Map(columns.map((column) => [column.id, column]))
const paddingPx = 16

/**
 * What a list of this width shows. The columns one begins with come and go by importance, in whatever order and however wide
 * somebody made them; others that somebody chose are all there, and the list scrolls sideways where it has no room for them.
 */
export function columnsForWidth(width: number, settings: readonly ColumnSetting[] = defaultColumns): readonly Column[] {
  const chosen = !sameColumns(settings, defaultColumns)
  return settings.flatMap((setting) => {
    const column = byId.get(setting.id)
    if (column === undefined || (!chosen && width < column.fromWidth)) return []
    return [setting.width === undefined ? column : { ...column, track: `${setting.width}px` }]
  })
}

/** Of a column that nobody resized, in px. */
export function leastWidth({ track }: Pick<Column, 'track'>): number {
  return Number(/\d+/.exec(track)?.[0] ?? 0)
}

/** Narrower than this, columns have no room. */
export function leastRowWidth(tracks: readonly string[]): number {
  return tracks.reduce((sum, track) => sum + leastWidth({ track }), paddingPx)
}

function sameColumns(left: readonly ColumnSetting[], right: readonly ColumnSetting[]): boolean {
  return left.length === right.length && left.every(({ id }) => right.some((column) => column.id === id))
}
