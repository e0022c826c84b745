import { expect, test } from 'vitest'
import { planHeatmap } from '@/components/heatmap/heatmap-tiles.ts'
import { instrument, quote } from '@/components/test-support/fake-stream.ts'

const size = { width: 500, height: 400 }
const settings = { area: 'volume', grouped: true } as const
const stock = instrument('S', { assetClass: 'stock' })
const symbols = (layout: ReturnType<typeof planHeatmap>) =>
  layout.groups.map(({ name, tiles }) => [name, ...tiles.map((tile) => tile.symbol)])
const areaOf = (layout: ReturnType<typeof planHeatmap>, symbol: string) => {
  const rect = layout.groups.flatMap(({ tiles }) => tiles).find((tile) => tile.symbol === symbol)?.rect
  return (rect?.width ?? 0) * (rect?.height ?? 0)
}

test('the most traded is the largest, within its class', () => {
  const quotes = [
    quote('A', { dayVolumeLots: 10_000n }),
    quote('B', { dayVolumeLots: 90_000n }),
    quote('S', { instrument: stock, dayVolumeLots: 50_000n }),
  ]
  const layout = planHeatmap(quotes, settings, size, undefined)
  expect(symbols(layout)).toEqual([
    ['Crypto', 'B', 'A'],
    ['Stocks', 'S'],
  ])
  expect(areaOf(layout, 'B') / areaOf(layout, 'A')).toBeCloseTo(9, 0)
  expect(symbols(planHeatmap(quotes, { ...settings, grouped: false }, size, undefined))).toEqual([['', 'B', 'S', 'A']])
})

test('equal areas are equal, and say that they are in no currency', () => {
  const quotes = [quote('A', { dayVolumeLots: 1n }), quote('B')]
  const layout = planHeatmap(quotes, { area: 'equal', grouped: false }, size, undefined)
  expect(areaOf(layout, 'A')).toBe(areaOf(layout, 'B'))
  expect(layout.currency).toBeUndefined()
})

test('the map stays as it is while volumes only creep, and changes when one grows or leads', () => {
  const quotes = [quote('A', { dayVolumeLots: 100_000n }), quote('B', { dayVolumeLots: 90_000n })]
  const before = planHeatmap(quotes, settings, size, undefined)
  expect(
    planHeatmap([quote('A', { dayVolumeLots: 101_000n }), quote('B', { dayVolumeLots: 103_000n })], settings, size, before),
  ).toBe(before)
  const after = planHeatmap(
    [quote('A', { dayVolumeLots: 101_000n }), quote('B', { dayVolumeLots: 300_000n })],
    settings,
    size,
    before,
  )
  expect(symbols(after)).toEqual([['Crypto', 'B', 'A']])
})

test('what cannot be compared in money is small and counted', () => {
  const euro = instrument('E', { quote: 'EUR' })
  const quotes = [quote('A'), quote('B'), quote('E', { instrument: euro, dayVolumeLots: 900_000_000n })]
  const layout = planHeatmap(quotes, settings, size, undefined)
  expect(layout).toMatchObject({ currency: 'USD', otherCurrencies: 1 })
  expect(areaOf(layout, 'E')).toBeLessThan(areaOf(layout, 'A'))
})

test('where there is no room for all, the most traded are shown and the rest counted', () => {
  const quotes = Array.from({ length: 500 }, (_, index) => quote(`S${index}`, { dayVolumeLots: BigInt(1_000 + index * 1_000) }))
  const layout = planHeatmap(quotes, settings, { width: 200, height: 200 }, undefined)
  const shown = layout.groups.flatMap(({ tiles }) => tiles)
  expect(shown.length + layout.left).toBe(500)
  expect(shown.some(({ symbol }) => symbol === 'S499')).toBe(true)
  for (const { rect } of shown) expect(rect.width * rect.height).toBeGreaterThan(250)
})

test('with larger letters fewer tiles are shown, each as much larger', () => {
  const quotes = Array.from({ length: 200 }, (_, at) => quote(`Q${at}`, { dayVolumeLots: 1000n }))
  const [usual, larger] = [1, 2].map((scale) => planHeatmap(quotes, settings, size, undefined, scale))
  expect([usual?.left, larger?.left]).toEqual([27, 157])
})
