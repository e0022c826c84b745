import type { ColumnId } from '@/lib/workspace/workspace.ts'

/** For tooltips and listeners, where the label alone does not say it. Loaded after the list. */
export const columnDescriptions: Readonly<Record<ColumnId, string>> = {
  symbol: 'Symbol',
  spark: 'The last hour',
  last: 'Last price',
  change: 'Change since the day opened',
  percent: 'Change since the day opened, percent',
  bid: 'Best bid',
  ask: 'Best ask',
  volume: 'Volume of the day',
  name: 'Name of the instrument',
  spread: 'Best ask less best bid',
  'bid-size': 'Size of the best bid',
  'ask-size': 'Size of the best ask',
  open: 'Opening price of the day',
  high: 'Highest price of the day',
  low: 'Lowest price of the day',
  range: 'Where the last price stands between the lowest and the highest of the day',
  'spread-bp': 'Best ask less best bid, in hundredths of a percent of the middle',
  turnover: 'Volume of the day at the last price',
  age: 'Since the server last sent something of it',
  trades: 'Trades that the server has seen',
  status: 'Whether it trades and its price is fresh',
  venue: 'Where it trades',
}
