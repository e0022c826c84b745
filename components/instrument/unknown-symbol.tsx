import { bareSymbol } from '@/components/instrument/symbol-text.ts'

interface UnknownSymbolProps {
  readonly symbol: string
  readonly suggestion: string | undefined
  readonly onShow: (symbol: string) => void
}

/** In place of the chart, when a link names an instrument that this server does not have. */
export function UnknownSymbol({ symbol, suggestion, onShow }: UnknownSymbolProps) {
  return (
    <section aria-label="Chart" className="flex flex-1 flex-col items-center justify-center gap-2 bg-panel px-6 text-center">
      <h2 className="break-all font-semibold text-base">There is no instrument {symbol.slice(0, 60)} here</h2>
      <p className="max-w-96 text-ink-2">
        This server does not offer it: the link may be from another one, or the name has changed. The list beside has all there
        are.
      </p>
      {suggestion !== undefined && (
        <button
          type="button"
          onClick={() => onShow(suggestion)}
          className="mt-2 rounded bg-accent px-3 py-1.5 font-medium text-accent-ink hover:opacity-90"
        >
          Show {bareSymbol(suggestion)}
        </button>
      )}
    </section>
  )
}
