import { useSyncExternalStore } from 'react'
import { closePalette, getPalette, openPalette, setPaletteQuery, subscribePalette } from '@/components/palette/palette-state.ts'

/**
 * From the moment the palette is asked for, keys are its own, wherever the focus is: those that come before it can be seen
 * wait here. Text and Backspace go into its query at once; arrows and Enter, and whatever follows an Enter, go in order.
 */
interface HeldKeys {
  readonly keys: readonly KeyboardEvent[]
  /** The palette is on the screen and its field has the focus. */
  readonly shown: boolean
}

const nothing: HeldKeys = { keys: [], shown: false }
const moves = ['ArrowUp', 'ArrowDown', 'Home', 'End']
// Of keys with Control or Command, those that would change the field which has the focus.
const edits = ['a', 'c', 'v', 'x', 'y', 'z', 'Backspace', 'Delete', 'Enter', 'ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight']

let state = nothing
/** An Enter waits for the server's list, in sight of the viewer: who goes on typing does not want it any more. */
let inSight = false
/** One that was held is on its way: it is not held again. */
let passing = false
const listeners = new Set<() => void>()

subscribePalette(() => {
  if (getPalette().mode === undefined) set(nothing)
})

export function useHeldKeys(): HeldKeys {
  return useSyncExternalStore(subscribe, () => state)
}

/** True: the key is the palette's, which is not there yet, and nobody else gets it. */
export function holdKey(event: KeyboardEvent): boolean {
  const { mode, query } = getPalette()
  if (passing || mode === undefined || (state.shown && state.keys.length === 0)) return false
  const { key } = event
  // Modifiers by themselves, and what an input method is composing.
  if (['Shift', 'Control', 'Alt', 'Meta', 'AltGraph', 'CapsLock', 'Process', 'Dead'].includes(key)) return false
  if (inSight) {
    if (key !== 'Enter') dropHeldKeys()
    return key === 'Enter'
  }
  event.stopPropagation()
  const typed = event.getModifierState('AltGraph')
  const mod = !typed && (event.ctrlKey || event.metaKey)
  if (mod && key.toLowerCase() === 'k') openPalette('search')
  // Reload, zoom and the like stay the browser's.
  else if ((mod && !edits.includes(key.length === 1 ? key.toLowerCase() : key)) || /^F\d/.test(key)) return true
  else if (key === 'Escape') closePalette()
  else if (mode !== 'help' && !mod && (typed || !event.altKey)) hold(event, query)
  event.preventDefault()
  return true
}

function hold(event: KeyboardEvent, query: string): void {
  const { key } = event
  if (state.keys.some((held) => held.key === 'Enter')) set({ ...state, keys: [...state.keys, event] })
  else if (key === 'Enter' || moves.includes(key)) set({ ...state, keys: [...state.keys, event] })
  else if (key === 'Backspace') edit([...query].slice(0, -1).join(''))
  else if ([...key].length === 1) edit(query + key)
}

/** Other results: the choice begins with the first of them again. */
function edit(query: string): void {
  set({ ...state, keys: [] })
  setPaletteQuery(query)
}

/** Called when the dialog is open and its field has the focus. */
export function paletteShown(): void {
  if (!state.shown) set({ ...state, shown: true })
}

/** An Enter that came before the server's list: it chooses once the list is there. */
export function holdEnter(event: KeyboardEvent): void {
  set({ ...state, keys: [event] })
}

export function waitInSight(): void {
  inSight = true
}

/** Enter found nothing to choose from in time, or is not wanted any more. */
export function dropHeldKeys(): void {
  inSight = false
  set({ ...state, keys: [] })
}

/** Gives the first of the keys to the palette's field; what follows an Enter goes to whatever has the keys after it. */
export function playHeldKey(field: HTMLElement): void {
  const [first, ...rest] = state.keys
  if (first === undefined) return
  inSight = false
  const last = first.key === 'Enter'
  set({ ...state, keys: last ? [] : rest })
  press(field, first)
  if (last && rest.length > 0) setTimeout(() => rest.forEach(passOn))
}

/** As if pressed. The browser does nothing of its own on it. */
export function press(target: Element, event: KeyboardEvent): void {
  passing = true
  target.dispatchEvent(new KeyboardEvent('keydown', event))
  passing = false
}

function passOn(event: KeyboardEvent): void {
  const { mode, query } = getPalette()
  if (mode === undefined) press(document.activeElement ?? document.body, event)
  else if (event.key === 'Escape') closePalette()
  else hold(event, query)
}

function set(next: HeldKeys): void {
  if (next.keys.length === 0) inSight = false
  state = next
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
