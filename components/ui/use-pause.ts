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

/** Holds what moves while somebody points at it. */
export function usePause<Value>(latest: Value): Pause<Value> {
  const [held, setHeld] = useState<{ readonly value: Value }>()
  return {
    shown: held === undefined ? latest : held.value,
    paused: held !== undefined,
    handlers: {
      onPointerEnter: (event) => {
        if (event.pointerType === 'mouse') setHeld({ value: latest })
      },
      onPointerLeave: () => setHeld(undefined),
    },
  }
}
