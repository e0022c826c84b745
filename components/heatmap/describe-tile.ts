import { describeStatus } from '@/components/instrument/status-text.ts'
import { bareSymbol } from '@/components/instrument/symbol-text.ts'
import { formatPercent, formatPrice, formatValue } from '@/lib/market/format.ts'
import type { Quote } from '@/lib/stream/types.ts'

/** What a tile has no room for. */
export function describeTile(quote: Quote | undefined): string {
  if (quote === undefined || quote.last === 0) return 'No price yet'
  const { instrument, last, dayOpen, dayVolumeLots } = quote
  const status = describeStatus(quote.status)
  return [
    `${bareSymbol(quote.symbol)} (${instrument.venue}), ${instrument.name}${status === undefined ? '' : ` (${status.label})`}`,
    `${formatPrice(last, instrument)} ${instrument.quote}, ${formatPercent(last, dayOpen)} today`,
    `Volume today ${formatValue(last, dayVolumeLots, instrument)} ${instrument.quote}`,
  ].join('\n')
}
