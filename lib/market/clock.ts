/** Ends a timer; harmless after it has fired. */
export type CancelTimer = () => void

/** Time and timers as the server's stages take them, so that tests and the simulation can drive them. */
export interface Clock {
  /** Unix milliseconds, may have a fraction, never goes back. */
  now(): number
  /** Calls once, not before `delayMs` have passed. */
  after(delayMs: number, callback: () => void): CancelTimer
}
