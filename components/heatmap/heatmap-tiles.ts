import type { HeatmapSettings } from '@/components/heatmap/heatmap-settings.ts'
import { heatLimit } from '@/lib/heatmap/heat-scale.ts'
import {
  type HeatmapOptions,
  type HeatmapTile,
  layOutHeatmap,
  type PlacedGroup,
  steadyOrder,
} from '@/lib/heatmap/heatmap-layout.ts'
import { commonCurrency, comparableCurrency, turnoverValue } from '@/lib/heatmap/turnover.ts'
import type { AssetClass } from '@/lib/market/instrument.ts'
import type { Quote } from '@/lib/stream/types.ts'

export interface HeatmapLayout {
  readonly groups: readonly PlacedGroup[]
  readonly width: number
  readonly height: number
  /** Change at which the colour is fullest: 0.02 is two percent. */
  readonly limit: number
  /** What the areas are in; undefined where all are alike. */
  readonly currency: string | undefined
  /** Priced in something else: smallest area, whatever they traded. */
  readonly otherCurrencies: number
  /** For which there was no room. */
  readonly left: number
  readonly weights: ReadonlyMap<string, number>
}

const groupNames: Record<AssetClass, string> = { crypto: 'Crypto', stock: 'Stocks' }
const headPx = 18
// Below that neither a pointer nor the eye finds a tile.
const leastTilePx = 24
/** Of the map, at most so much goes to tiles that are larger than their share. */
const leastShareMax = 0.5
/** A tile whose share changed by less looks the same. */
const noticeable = 0.15

/** Since the day opened; undefined where there is no price to tell. */
export function dayChange({ last, dayOpen }: Quote): number | undefined {
  return last === 0 || dayOpen === 0 ? undefined : (last - dayOpen) / dayOpen
}

/** The map of these quotes; `before` itself where a new one would look the same. */
export function planHeatmap(
  quotes: readonly Quote[],
  { area, grouped }: Pick<HeatmapSettings, 'area' | 'grouped'>,
  { width, height }: Pick<HeatmapOptions, 'width' | 'height'>,
  before: HeatmapLayout | undefined,
  /** Of letters. */
  scale = 1,
): HeatmapLayout {
  const currency = commonCurrency(quotes.map(({ instrument }) => instrument.quote))
  const isComparable = ({ instrument }: Quote): boolean => comparableCurrency(instrument.quote) === currency
  const turnovers = new Map(quotes.map((quote) => [quote.symbol, isComparable(quote) ? turnoverValue(quote) : 0]))
  const previous = before?.groups.flatMap(({ tiles }) => tiles.map(({ symbol }) => symbol)) ?? []
  const order = steadyOrder(previous.length === 0 ? [] : byWeight(previous, before), turnovers)
  const roomFor = Math.max(1, Math.floor((width * height * leastShareMax) / (leastTilePx * scale) ** 2))
  const shown = order.slice(0, roomFor)
  const bySymbol = new Map(quotes.map((quote) => [quote.symbol, quote]))
  const weights = new Map(shown.map((symbol) => [symbol, area === 'equal' ? 1 : (turnovers.get(symbol) ?? 0)]))
  const tiles = shown.map((symbol): HeatmapTile => {
    const assetClass = bySymbol.get(symbol)?.instrument.assetClass
    return { symbol, group: grouped && assetClass !== undefined ? groupNames[assetClass] : '', weight: weights.get(symbol) ?? 0 }
  })
  const layout: HeatmapLayout = {
    groups: layOutHeatmap(tiles, { width, height, headPx: grouped ? headPx * scale : 0, leastArea: (leastTilePx * scale) ** 2 }),
    width,
    height,
    limit: heatLimit(quotes.flatMap((quote) => dayChange(quote) ?? [])),
    currency: area === 'equal' ? undefined : currency,
    otherCurrencies: quotes.filter((quote) => !isComparable(quote)).length,
    left: order.length - shown.length,
    weights,
  }
  return before !== undefined && looksTheSame(before, layout) ? before : layout
}

/** Groups took the order apart: as it was over all. */
function byWeight(symbols: readonly string[], before: HeatmapLayout | undefined): readonly string[] {
  const order = new Map([...(before?.weights.keys() ?? [])].map((symbol, index) => [symbol, index]))
  return symbols.toSorted((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0))
}

function looksTheSame(one: HeatmapLayout, other: HeatmapLayout): boolean {
  if (one.width !== other.width || one.height !== other.height || one.limit !== other.limit) return false
  if (one.currency !== other.currency || one.otherCurrencies !== other.otherCurrencies || one.left !== other.left) return false
  if (one.groups.map(({ name }) => name).join() !== other.groups.map(({ name }) => name).join()) return false
  const [sumOne, sumOther] = [sumOf(one.weights), sumOf(other.weights)]
  const [symbols, otherSymbols] = [[...one.weights.keys()], [...other.weights.keys()]]
  return (
    symbols.length === otherSymbols.length &&
    symbols.every((symbol, index) => {
      const share = (one.weights.get(symbol) ?? 0) / sumOne
      const now = (other.weights.get(symbol) ?? 0) / sumOther
      return symbol === otherSymbols[index] && Math.abs(now - share) <= noticeable * Math.max(share, 1 / symbols.length)
    })
  )
}

function sumOf(weights: ReadonlyMap<string, number>): number {
  let sum = 0
  for (const weight of weights.values()) sum += weight
  return Math.max(sum, 1e-9)
}
