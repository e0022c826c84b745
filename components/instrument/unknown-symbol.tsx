import { bareSymbol } from '@/components/instrument/symbol-text.ts'
import type { InstrumentDefinition } from '@/lib/market/instrument.ts'

interface UnknownSymbolProps {
  readonly symbol: string
  readonly instruments: readonly InstrumentDefinition[]
  /** Where nothing here is called alike. */
  readonly suggestion: string | undefined
  readonly onShow: (symbol: string) => void
}

const namesakesMax = 4

/** In place of the chart, when a link names an instrument that this server does not have. */
export default function UnknownSymbol({ symbol, instruments, suggestion, onShow }: UnknownSymbolProps) {
  const name = bareSymbol(symbol).toLowerCase()
  const namesakes = instruments.flatMap((each) => (bareSymbol(each.symbol).toLowerCase() === name ? each.symbol : []))
  const offered = namesakes.length > 0 ? namesakes.slice(0, namesakesMax) : suggestion === undefined ? [] : [suggestion]
  return (
    <section aria-label="Chart" className="flex flex-1 flex-col items-center justify-center gap-2 bg-panel px-6 text-center">
      <h2 className="break-all font-semibold text-base">There is no instrument {symbol.slice(0, 60)} here</h2>
      <p className="max-w-96 text-ink-2">
        {namesakes.length > 0
          ? 'This server knows that name with a venue before it.'
          : 'This server does not offer it: the link may be from another one, or the name has changed. The list beside has all there are.'}
      </p>
      {offered.map((each) => (
        <button
          key={each}
          type="button"
          onClick={() => onShow(each)}
          className="mt-2 rounded bg-accent px-3 py-1.5 font-medium text-accent-ink hover:opacity-90"
        >
          Show {namesakes.length > 0 ? each : bareSymbol(each)}
        </button>
      ))}
    </section>
  )
}
