import { useSyncExternalStore } from 'react'

/** The sound of an alert: off until somebody switches it on, and then for this browser. */
const key = 'ticklane.alert-sound'
const toneHz = 880
const toneSeconds = 0.25
const loudness = 0.12

let on: boolean | undefined
let audio: AudioContext | undefined
const listeners = new Set<() => void>()

export function useAlertSound(): boolean {
  return useSyncExternalStore(subscribe, isOn, () => false)
}

/** Switched on by hand, it is heard once: whoever wants to hear alerts wants to know that they can. */
export function switchAlertSound(wanted: boolean): void {
  on = wanted
  try {
    localStorage.setItem(key, wanted ? 'on' : 'off')
  } catch (error) {
    console.warn('This browser does not keep whether alerts sound:', error)
  }
  for (const listener of listeners) listener()
  if (wanted) playAlertSound()
}

export function playAlertSound(): void {
  // Browsers let a page sound only once somebody has used it; the other ways still tell.
  if (!isOn() || !wasUsed()) return
  try {
    audio ??= new AudioContext()
    const context = audio
    const tone = context.createOscillator()
    const volume = context.createGain()
    tone.frequency.value = toneHz
    volume.gain.setValueAtTime(loudness, context.currentTime)
    volume.gain.exponentialRampToValueAtTime(0.001, context.currentTime + toneSeconds)
    tone.connect(volume).connect(context.destination)
    tone.start()
    tone.stop(context.currentTime + toneSeconds)
    context.resume().catch((error: unknown) => console.warn('Cannot play the sound of an alert:', error))
  } catch (error) {
    console.warn('Cannot play the sound of an alert:', error)
  }
}

/** Whether somebody has pressed a key or touched this page since it was opened. */
export function wasUsed(): boolean {
  return navigator.userActivation?.hasBeenActive !== false
}

function isOn(): boolean {
  if (on === undefined) {
    try {
      on = localStorage.getItem(key) === 'on'
    } catch {
      // Storage is forbidden: off, as for a new visitor.
      on = false
    }
  }
  return on
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
