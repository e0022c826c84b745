import { type FocusEvent, useCallback, useEffect, useRef, useState } from 'react'

// After the last touch the list stays in place for as long as it takes to decide on a row.
const holdAfterInputMs = 4000

export interface OrderHold {
  readonly held: boolean
  /** The keys are in the rows, which may last: to be told. */
  readonly keyed: boolean
  readonly setKeyed: (keyed: boolean) => void
  /** For the pane that holds the rows. */
  readonly handlers: {
    readonly onPointerEnter: (event: { readonly pointerType: string }) => void
    readonly onPointerMove: (event: { readonly pointerType: string }) => void
    readonly onPointerLeave: () => void
    readonly onPointerDown: () => void
    readonly onWheel: () => void
    readonly onTouchMove: () => void
  }
  /** For what takes the focus: rows stay for as long as somebody who uses keys has it in them. */
  readonly focusHandlers: {
    readonly onFocus: (event: FocusEvent) => void
    readonly onBlur: () => void
  }
  readonly onKey: () => void
  /** Somebody wants to see it in order now. */
  readonly release: () => void
}

/** Whether the order of the list must not change now, because somebody points at a row or moves through the rows. */
export function useOrderHold(): OrderHold {
  const [pointed, setPointed] = useState(false)
  const [used, setUsed] = useState(false)
  const [keyed, setKeyed] = useState(false)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const touch = useCallback(() => {
    setUsed(true)
    clearTimeout(timer.current)
    timer.current = setTimeout(() => setUsed(false), holdAfterInputMs)
  }, [])
  useEffect(() => () => clearTimeout(timer.current), [])
  // A pen hovers as a mouse does.
  const onPoint = ({ pointerType }: { readonly pointerType: string }): void => setPointed(pointerType !== 'touch')
  return {
    held: pointed || used || keyed,
    keyed,
    setKeyed,
    handlers: {
      onPointerEnter: onPoint,
      // Where it was let go meanwhile, it is held again from the first movement on.
      onPointerMove: onPoint,
      onPointerLeave: () => setPointed(false),
      onPointerDown: touch,
      onWheel: touch,
      onTouchMove: touch,
    },
    focusHandlers: {
      onFocus: ({ target }) => setKeyed(target.matches(':focus-visible') && target.closest('.watch-head') === null),
      onBlur: () => setKeyed(false),
    },
    onKey: touch,
    release: () => {
      setPointed(false)
      setUsed(false)
      setKeyed(false)
    },
  }
}
