import { useSyncExternalStore } from 'react'
import { isTimeZone } from '@/lib/chart/time-zone.ts'

export const themes = ['system', 'dark', 'light'] as const
export type Theme = (typeof themes)[number]

/** Which colour means up. */
export const colourConventions = ['west', 'east-asia', 'korea', 'safe'] as const
export type ColourConvention = (typeof colourConventions)[number]

/** What a viewer chose for this browser. Read before the first paint by preferences-script.tsx. */
export interface Preferences {
  readonly theme: Theme
  readonly colours: ColourConvention
  /** Hz at which visible prices may move; undefined: as the page needs. */
  readonly rateCap: number | undefined
  /** IANA name; undefined: as the system has it. */
  readonly timeZone: string | undefined
}

export const preferencesKey = 'ticklane.preferences'
export const defaultPreferences: Preferences = { theme: 'system', colours: 'west', rateCap: undefined, timeZone: undefined }
export const rateCaps = [0.5, 1, 4, 10] as const

let current: Preferences | undefined
const listeners = new Set<() => void>()

export function usePreferences(): Preferences {
  return useSyncExternalStore(subscribePreferences, getPreferences, () => defaultPreferences)
}

export function getPreferences(): Preferences {
  current ??= parsePreferences(readStored())
  return current
}

export function setPreferences(change: Partial<Preferences>): void {
  current = { ...getPreferences(), ...change }
  applyPreferences(current)
  try {
    localStorage.setItem(preferencesKey, JSON.stringify(current))
  } catch (error) {
    // Storage full or forbidden: the choice holds until the page is left.
    console.warn('Cannot keep the preferences in this browser:', error)
  }
  for (const listener of listeners) listener()
}

export function subscribePreferences(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Anything unusable in the stored text counts as not set. */
export function parsePreferences(text: string | null): Preferences {
  let stored: unknown
  try {
    stored = text === null ? undefined : JSON.parse(text)
  } catch {
    return defaultPreferences
  }
  if (typeof stored !== 'object' || stored === null) return defaultPreferences
  const { theme, colours, rateCap, timeZone } = stored as Record<string, unknown>
  return {
    theme: themes.find((name) => name === theme) ?? defaultPreferences.theme,
    colours: colourConventions.find((name) => name === colours) ?? defaultPreferences.colours,
    rateCap: rateCaps.find((hz) => hz === rateCap),
    timeZone: typeof timeZone === 'string' && isTimeZone(timeZone) ? timeZone : undefined,
  }
}

function readStored(): string | null {
  try {
    return localStorage.getItem(preferencesKey)
  } catch {
    return null
  }
}

function applyPreferences({ theme, colours }: Preferences): void {
  const { dataset } = document.documentElement
  if (theme === 'system') delete dataset.theme
  else dataset.theme = theme
  dataset.colours = colours
}
