import { useSyncExternalStore } from 'react'

/** How the map is drawn: of this browser, as it says nothing of what is looked at. */
export interface HeatmapSettings {
  readonly area: 'volume' | 'equal'
  readonly grouped: boolean
  readonly scope: 'list' | 'all'
  readonly table: boolean
}

const key = 'ticklane.heatmap'
const initial: HeatmapSettings = { area: 'volume', grouped: true, scope: 'list', table: false }
const listeners = new Set<() => void>()
let current: HeatmapSettings | undefined

export function useHeatmapSettings(): HeatmapSettings {
  return useSyncExternalStore(subscribe, read, () => initial)
}

export function changeHeatmap(change: Partial<HeatmapSettings>): void {
  current = { ...read(), ...change }
  try {
    localStorage.setItem(key, JSON.stringify(current))
  } catch (error) {
    console.warn('This browser does not keep the settings of the heat map:', error)
  }
  for (const listener of listeners) listener()
}

function read(): HeatmapSettings {
  current ??= parse(stored())
  return current
}

function stored(): unknown {
  try {
    return JSON.parse(localStorage.getItem(key) ?? '{}')
  } catch {
    // Storage is forbidden, or somebody else wrote there.
    return undefined
  }
}

function parse(value: unknown): HeatmapSettings {
  const kept: Partial<Record<keyof HeatmapSettings, unknown>> = typeof value === 'object' && value !== null ? value : {}
  return {
    area: kept.area === 'equal' ? 'equal' : initial.area,
    grouped: kept.grouped !== false,
    scope: kept.scope === 'all' ? 'all' : initial.scope,
    table: kept.table === true,
  }
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
