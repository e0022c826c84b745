'use client'

import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import { describeTile } from '@/components/heatmap/describe-tile.ts'
import type { HeatmapLayout } from '@/components/heatmap/heatmap-tiles.ts'
import { createTileWriter } from '@/components/heatmap/tile-writer.ts'
import { heatHz } from '@/components/heatmap/use-heatmap.ts'
import { bareSymbol } from '@/components/instrument/symbol-text.ts'
import { textScale } from '@/components/ui/text-scale.ts'
import type { PlacedTile } from '@/lib/heatmap/heatmap-layout.ts'
import { neighbourTile, type TileDirection } from '@/lib/heatmap/neighbour-tile.ts'
import { useStreamClient } from '@/lib/stream/hooks.ts'

interface HeatmapMapProps {
  readonly layout: HeatmapLayout
  readonly selected: string | undefined
  readonly onSelect: (symbol: string) => void
  readonly onKey: () => void
}

const directions: Record<string, TileDirection> = { ArrowLeft: 'left', ArrowRight: 'right', ArrowUp: 'up', ArrowDown: 'down' }

/** Tiles in their places; arrows go from one to the next, Enter and a click choose. */
export function HeatmapMap({ layout, selected, onSelect, onKey }: HeatmapMapProps) {
  const id = useId()
  const [active, setActive] = useState<string>()
  const map = useRef<HTMLDivElement>(null)
  const tiles = layout.groups.flatMap((group) => group.tiles)
  const current = [active, selected, tiles[0]?.symbol].find((symbol) => tiles.some((tile) => tile.symbol === symbol))
  const client = useStreamClient()
  useTileWriters(map, layout)

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey || current === undefined) return
    const next = keyTarget(event.key, tiles, current)
    if (next === undefined) return
    event.preventDefault()
    onKey()
    if (event.key === 'Enter' || event.key === ' ') onSelect(next)
    setActive(next)
  }
  return (
    <div
      ref={map}
      role="listbox"
      tabIndex={0}
      aria-label="Instruments by volume and change"
      aria-activedescendant={current === undefined ? undefined : `${id}${current}`}
      className="heat-map"
      style={{ width: layout.width, height: layout.height }}
      onKeyDown={onKeyDown}
      onPointerOver={({ target }) => {
        const tile = tileAt(target)
        if (tile !== undefined) tile.title = describeTile(client.quotes.get(tile.dataset.tile ?? ''))
      }}
      onClick={({ target }) => {
        const symbol = tileAt(target)?.dataset.tile
        if (symbol === undefined) return
        setActive(symbol)
        onSelect(symbol)
      }}
    >
      {layout.groups.map(({ name, rect, tiles: own }) => (
        // biome-ignore lint/a11y/useSemanticElements: a group of options, not of fields
        <div key={name} role="group" aria-label={name === '' ? 'All' : name}>
          {name !== '' && (
            <div aria-hidden="true" className="heat-head" style={{ left: rect.x, top: rect.y, width: rect.width }}>
              {name}
            </div>
          )}
          {own.map((tile) => (
            <Tile
              key={tile.symbol}
              id={`${id}${tile.symbol}`}
              tile={tile}
              active={tile.symbol === current}
              selected={tile.symbol === selected}
            />
          ))}
        </div>
      ))}
    </div>
  )
}

interface TileProps {
  readonly id: string
  readonly tile: PlacedTile
  readonly active: boolean
  readonly selected: boolean
}

function tileAt(target: EventTarget): HTMLElement | undefined {
  return (target instanceof Element ? target.closest<HTMLElement>('[data-tile]') : undefined) ?? undefined
}

function Tile({ id, tile: { symbol, rect }, active, selected }: TileProps) {
  const [base = '', ...rest] = bareSymbol(symbol).split('-')
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the list has the focus and names its active option
    <div
      id={id}
      role="option"
      aria-selected={selected}
      data-tile={symbol}
      data-active={active}
      data-size={tileSize(rect, base.length, bareSymbol(symbol).length)}
      className="heat-tile"
      style={{ transform: `translate(${rect.x}px, ${rect.y}px)`, width: rect.width, height: rect.height }}
    >
      <span className="heat-symbol">
        {base}
        {rest.length > 0 && <span className="heat-quote">-{rest.join('-')}</span>}
      </span>
      <span className="heat-figure" />
    </div>
  )
}

type TileSize = 'large' | 'medium' | 'compact' | 'small' | 'stacked' | 'tiny'

/** What there is room for: symbol, arrow and figure; the figure without the arrow; the symbol and the arrow, beside or above it; the arrow. */
function tileSize(rect: PlacedTile['rect'], baseLength: number, symbolLength: number): TileSize {
  const [width, height] = [rect.width / textScale, rect.height / textScale]
  if (height >= 56 && width >= Math.max(104, symbolLength * 10 + 8)) return 'large'
  if (height >= 34 && width >= Math.max(64, symbolLength * 7.5 + 8)) return 'medium'
  if (height >= 30 && width >= Math.max(46, baseLength * 7 + 6)) return 'compact'
  if (height >= 18 && width >= baseLength * 7 + 18) return 'small'
  return height >= 28 && width >= baseLength * 7 + 4 ? 'stacked' : 'tiny'
}

/** Where a key leads; the tile itself for those that choose it. */
function keyTarget(key: string, tiles: readonly PlacedTile[], current: string): string | undefined {
  const direction = Object.hasOwn(directions, key) ? directions[key] : undefined
  if (direction !== undefined) return neighbourTile(tiles, current, direction) ?? current
  if (key === 'Home') return tiles[0]?.symbol
  if (key === 'End') return tiles.at(-1)?.symbol
  return key === 'Enter' || key === ' ' ? current : undefined
}

/** Colours and figures follow the prices without a render. */
function useTileWriters(map: { readonly current: HTMLElement | null }, layout: HeatmapLayout): void {
  const client = useStreamClient()
  useEffect(() => {
    const releases = [...(map.current?.querySelectorAll<HTMLElement>('[data-tile]') ?? [])].map((tile) => {
      const symbol = tile.dataset.tile ?? ''
      const write = createTileWriter(tile, tile.querySelector<HTMLElement>('.heat-figure') ?? tile)
      const update = (): void => write(client.quotes.get(symbol), layout.limit)
      update()
      // Who asks for every flush keeps alerts from seeing each: what passed between two of theirs would not be known.
      return client.quotes.subscribe(symbol, update, heatHz)
    })
    return () => {
      for (const release of releases) release()
    }
  }, [client, map, layout])
}
