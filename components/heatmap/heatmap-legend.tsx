import type { HeatmapLayout } from '@/components/heatmap/heatmap-tiles.ts'
import { formatCount, formatRatio } from '@/lib/market/format.ts'

const levels = [-4, -3, -2, -1, 0, 1, 2, 3, 4] as const

/** What colours and areas mean, and what the map leaves out. */
export function HeatmapLegend({ layout }: { readonly layout: HeatmapLayout | undefined }) {
  return (
    <div className="flex min-h-7 shrink-0 flex-wrap items-center gap-x-3 border-line border-t px-3 text-2xs text-ink-3">
      {layout !== undefined && (
        <>
          <span className="flex items-center gap-1">
            <span className="sr-only">Colours from a change of </span>
            {formatRatio(-layout.limit)}
            <span aria-hidden="true" className="flex">
              {levels.map((level) => (
                <span key={level} className="heat-swatch" data-heat={level} />
              ))}
            </span>
            <span className="sr-only"> to </span>
            {formatRatio(layout.limit)}
          </span>
          <span>{describeArea(layout)}</span>
        </>
      )}
    </div>
  )
}

export function describeArea({ currency, otherCurrencies, left }: HeatmapLayout): string {
  const area = currency === undefined ? 'Equal areas' : `Area: volume today in ${currency}`
  const others =
    currency === undefined || otherCurrencies === 0 ? '' : `; ${formatCount(otherCurrencies)} in other currencies are smallest`
  return `${area}${others}${left === 0 ? '' : `; ${formatCount(left)} less traded not shown`}`
}
