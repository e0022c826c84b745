import { formatDecimal } from '../market/decimal.ts'
import type { Step } from '../market/step.ts'
import { wideToBigInt } from '../market/wide.ts'
import type { ResumeMessage } from '../protocol/messages.ts'
import type { QuoteTable } from './quote-table.ts'

const overheadBytes = 128

/** What the page had before it lost the connection, in messages of at most that size. */
export function resumeMessages(
  epoch: string,
  table: QuoteTable,
  rows: Iterable<number>,
  messageBytesMax: number,
): ResumeMessage[] {
  const messages: ResumeMessage[] = []
  let seen: Record<string, readonly [number, string]> = {}
  let bytes = overheadBytes
  const end = () => {
    if (bytes > overheadBytes) messages.push({ type: 'resume', epoch, seen })
    seen = {}
    bytes = overheadBytes
  }
  for (const row of rows) {
    const defined = table.instruments[row]
    if (defined === undefined) continue
    const { columns } = table
    const volume = volumeText(columns.volumeHigh[row] as number, columns.volumeLow[row] as number, defined.size)
    const own = [columns.tradeCount[row] as number, volume] as const
    const length = defined.instrument.symbol.length + JSON.stringify(own).length + 4
    if (bytes + length > messageBytesMax) end()
    seen[defined.instrument.symbol] = own
    bytes += length
  }
  end()
  return messages
}

function volumeText(high: number, low: number, lot: Step): string {
  return formatDecimal({ digits: wideToBigInt(high, low) * BigInt(lot.multiple), decimals: lot.decimals })
}
