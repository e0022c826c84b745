/** While hidden nothing is painted, but alerts still want to know. */
export const hiddenFlushMs = 500

/** Decides when what changed is flushed. */
export interface Flusher {
  /** Something changed. */
  request(): void
  /** The page was hidden or shown. */
  visibilityChanged(): void
  cancel(): void
}
