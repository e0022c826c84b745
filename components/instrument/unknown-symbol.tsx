import { bareSymbol } from '@/components/instrument/symbol-text.ts'

interface UnknownSymbolProps {
  readonly symbol: string
  /** All that this server offers. */
  readonly known: readonly string[]
  /** Where nothing here is called alike. */
  readonly suggestion: string | undefined
  readonly onShow: (symbol: string) => void
}

const namesakesMax = 4

/** In place of a chart, when a link names an instrument that this server does not have. */
export function UnknownSymbol({ symbol, known, suggestion, onShow }: UnknownSymbolProps) {
  const name = bareSymbol(symbol).toLowerCase()
  const namesakes = known.filter((each) => bareSymbol(each).toLowerCase() === name)
  const offered = namesakes.length > 0 ? namesakes.slice(0, namesakesMax) : suggestion === undefined ? [] : [suggestion]
  return (
    <div className="m-auto flex max-h-full flex-col items-center gap-2 overflow-y-auto px-4 py-2 text-center">
      <div role="status">
        <h2 className="break-all font-semibold">There is no instrument {symbol.slice(0, 60)} here</h2>
        <p className="max-w-96 text-ink-2">
          {namesakes.length > 0
            ? 'This server knows that name with a venue before it.'
            : 'This server does not offer it: the link may be from another one, or the name has changed. The watchlist has all there are.'}
        </p>
      </div>
      {offered.map((each) => (
        <button
          key={each}
          type="button"
          onClick={() => onShow(each)}
          className="rounded bg-accent px-3 py-1.5 font-medium text-accent-ink hover:opacity-90"
        >
          Show {namesakes.length > 0 ? each : bareSymbol(each)}
        </button>
      ))}
    </div>
  )
}
