export const columnIds = ['symbol', 'last', 'change', 'percent', 'bid', 'ask', 'volume', 'spark'] as const
export type ColumnId = (typeof columnIds)[number]

export interface Column {
  readonly id: ColumnId
  readonly label: string
  /** For the header's tooltip and for listeners, where the label alone does not say it. */
  readonly description: string
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
    description: 'Symbol',
    align: 'start',
    track: 'minmax(104px,1.5fr)',
    fromWidth: 0,
    sortable: true,
  },
  {
    id: 'spark',
    label: 'Hour',
    description: 'The last hour',
    align: 'start',
    track: 'minmax(52px,0.8fr)',
    fromWidth: 340,
    sortable: false,
  },
  { id: 'last', label: 'Last', description: 'Last price', align: 'end', track: 'minmax(90px,1fr)', fromWidth: 0, sortable: true },
  {
    id: 'change',
    label: 'Chg',
    description: 'Change since the day opened',
    align: 'end',
    track: 'minmax(80px,0.8fr)',
    fromWidth: 520,
    sortable: true,
  },
  {
    id: 'percent',
    label: 'Chg %',
    description: 'Change since the day opened, percent',
    align: 'end',
    track: 'minmax(62px,0.7fr)',
    fromWidth: 0,
    sortable: true,
  },
  { id: 'bid', label: 'Bid', description: 'Best bid', align: 'end', track: 'minmax(82px,0.9fr)', fromWidth: 600, sortable: true },
  { id: 'ask', label: 'Ask', description: 'Best ask', align: 'end', track: 'minmax(82px,0.9fr)', fromWidth: 600, sortable: true },
  {
    id: 'volume',
    label: 'Vol',
    description: 'Volume of the day',
    align: 'end',
    track: 'minmax(64px,0.6fr)',
    fromWidth: 440,
    sortable: true,
  },
]

export function columnsForWidth(width: number): readonly Column[] {
  return columns.filter((column) => width >= column.fromWidth)
}

export function gridTemplate(shown: readonly Column[]): string {
  return shown.map((column) => column.track).join(' ')
}
