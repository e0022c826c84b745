import { record } from '../loopback-venue/dialect.ts'

/**
 * A Binance recording without order books, given some: after every tenth quote the three best levels, of which the quote is the
 * first, as the venue's stream of partial books has them.
 */
export function withPartialBooks(lines: readonly string[]): string[] {
  const lots = (index: number) => `${index}.50000000`
  let quotes = 0
  return lines.flatMap((line) => {
    const [timeNs = '', connection = '', raw = ''] = line.split('\t')
    const { stream, data } = record(JSON.parse(raw))
    if (!String(stream).endsWith('@bookTicker')) return [line]
    quotes += 1
    if (quotes % 10 !== 0) return [line]
    const { u, b, B, a, A } = record(data)
    const level = (price: unknown, cents: number, size: string) => [(Number(price) + cents / 100).toFixed(8), size]
    const bids = [[b, B], level(b, -1, lots(1)), level(b, -2, lots(2))]
    const asks = [[a, A], level(a, 1, lots(3)), level(a, 2, lots(4))]
    const book = { stream: String(stream).replace('@bookTicker', '@depth20@100ms'), data: { lastUpdateId: u, bids, asks } }
    return [line, `${timeNs}\t${connection}\t${JSON.stringify(book)}`]
  })
}
