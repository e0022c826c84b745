import { useSyncExternalStore } from 'react'

export type PaletteMode = 'search' | 'interval' | 'indicators' | 'compare' | 'layouts' | 'help'

export interface PaletteState {
  /** undefined: closed. */
  readonly mode: PaletteMode | undefined
  readonly query: string
}

const closed: PaletteState = { mode: undefined, query: '' }
let state = closed
const listeners = new Set<() => void>()

export function usePalette(): PaletteState {
  return useSyncExternalStore(subscribePalette, getPalette, () => closed)
}

export function getPalette(): PaletteState {
  return state
}

export function openPalette(mode: PaletteMode, query = ''): void {
  set({ mode, query })
}

export function setPaletteQuery(query: string): void {
  set({ ...state, query })
}

export function closePalette(): void {
  set(closed)
}

function set(next: PaletteState): void {
  state = next
  for (const listener of listeners) listener()
}

export function subscribePalette(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
