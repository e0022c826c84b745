import { stockList } from './sim/names.ts'

const names = new Map(
  stockList
    .trim()
    .split('\n')
    .map((line) => {
      const [ticker = '', name = ''] = line.split('|')
      return [ticker, name]
    }),
)

/** What people call a company; others go by their ticker. */
export function companyName(ticker: string): string {
  return names.get(ticker) ?? ticker
}
