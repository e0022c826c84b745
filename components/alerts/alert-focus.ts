let wanted = false
let listener: (() => void) | undefined

/** Somebody asked by key to set an alert: the form takes the focus, now or as soon as it has been loaded. */
export function requestAlertFocus(): void {
  if (listener === undefined) wanted = true
  else afterDialogs(listener)
}

/** Returns the release. */
export function onAlertFocus(focus: () => void): () => void {
  listener = focus
  if (wanted) {
    wanted = false
    afterDialogs(focus)
  }
  return () => {
    if (listener === focus) listener = undefined
  }
}

/** A dialog that closes gives the focus back to where it was: the last word must be ours. */
function afterDialogs(focus: () => void): void {
  requestAnimationFrame(focus)
}
