import { useCallback, useEffect, useRef, useState } from 'react'

// After the last key or touch the list stays in place for as long as it takes to decide on a row.
const holdAfterInputMs = 4000

export interface OrderHold {
  readonly held: boolean
  /** For the pane that holds the rows. */
  readonly handlers: {
    readonly onPointerEnter: (event: { readonly pointerType: string }) => void
    readonly onPointerLeave: () => void
    readonly onPointerDown: () => void
    readonly onWheel: () => void
    readonly onTouchMove: () => void
  }
  readonly onKey: () => void
}

/** Whether the order of the list must not change now, because somebody points at a row or moves through the rows. */
export function useOrderHold(): OrderHold {
  const [pointed, setPointed] = useState(false)
  const [used, setUsed] = useState(false)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const touch = useCallback(() => {
    setUsed(true)
    clearTimeout(timer.current)
    timer.current = setTimeout(() => setUsed(false), holdAfterInputMs)
  }, [])
  useEffect(() => () => clearTimeout(timer.current), [])
  return {
    held: pointed || used,
    handlers: {
      onPointerEnter: (event) => setPointed(event.pointerType === 'mouse'),
      onPointerLeave: () => setPointed(false),
      onPointerDown: touch,
      onWheel: touch,
      onTouchMove: touch,
    },
    onKey: touch,
  }
}
