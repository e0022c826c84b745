const listeners = new Set<() => void>()

/** Somebody wants to hear of the instrument shown. */
export function requestReading(): void {
  for (const listener of listeners) listener()
}

/** Returns the release. */
export function onReadRequest(listener: () => void): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}
