import { useState } from 'react'

export interface Pause<Value> {
  /** The latest, or while paused the one from when that began. */
  readonly shown: Value
  readonly paused: boolean
  readonly handlers: {
    readonly onPointerEnter: (event: { readonly pointerType: string }) => void
    readonly onPointerLeave: () => void
  }
}

/** Holds what moves while somebody points at it. What is held is of one subject: another one is shown as it is. */
export function usePause<Value>(latest: Value, subject: string): Pause<Value> {
  const [held, setHeld] = useState<{ readonly value: Value; readonly subject: string }>()
  const current = held?.subject === subject ? held : undefined
  // Nor is it shown when its subject comes back later.
  if (held !== current) setHeld(undefined)
  return {
    shown: current === undefined ? latest : current.value,
    paused: current !== undefined,
    handlers: {
      onPointerEnter: (event) => {
        if (event.pointerType === 'mouse') setHeld({ value: latest, subject })
      },
      onPointerLeave: () => setHeld(undefined),
    },
  }
}
