import { type FocusEvent, type UIEvent, useState } from 'react'

/** Somebody points at it, has come to it by keys, or reads further down. */
export type PauseReason = 'pointer' | 'focus' | 'scroll'

export interface Pause<Value> {
  /** The latest, or while paused the one from when that began. */
  readonly shown: Value
  /** The first that holds it; undefined when it moves. */
  readonly reason: PauseReason | undefined
  /** For the element that scrolls it. */
  readonly handlers: {
    readonly onPointerEnter: (event: { readonly pointerType: string }) => void
    readonly onPointerLeave: () => void
    readonly onFocus: (event: FocusEvent<HTMLElement>) => void
    readonly onBlur: () => void
    readonly onScroll: (event: UIEvent<HTMLElement>) => void
  }
}

interface Held<Value> {
  readonly value: Value
  readonly subject: string
  readonly reasons: readonly PauseReason[]
}

/**
 * Holds what moves while somebody reads it. What is held is of one subject: another one is shown as it is. Nobody reads what
 * `isEmpty`: the first that comes is shown, and held from then on.
 */
export function usePause<Value>(latest: Value, subject: string, isEmpty: (value: Value) => boolean): Pause<Value> {
  const [held, setHeld] = useState<Held<Value>>()
  const current = held?.subject === subject ? held : undefined
  // Nor is it shown when its subject comes back later.
  if (held !== current) setHeld(undefined)
  if (current !== undefined && isEmpty(current.value) && !isEmpty(latest)) setHeld({ ...current, value: latest })
  const set = (reason: PauseReason, holds: boolean): void =>
    setHeld((before) => {
      const reasons = before?.reasons ?? []
      if (reasons.includes(reason) === holds) return before
      const next = holds ? [...reasons, reason] : reasons.filter((each) => each !== reason)
      return next.length === 0 ? undefined : { value: before?.value ?? latest, subject, reasons: next }
    })
  return {
    shown: current === undefined ? latest : current.value,
    reason: current?.reasons[0],
    handlers: {
      onPointerEnter: (event) => set('pointer', event.pointerType === 'mouse'),
      onPointerLeave: () => set('pointer', false),
      // A click leaves the focus behind: that is not somebody who reads.
      onFocus: (event) => set('focus', event.currentTarget.matches(':focus-visible')),
      onBlur: () => set('focus', false),
      onScroll: (event) => set('scroll', event.currentTarget.scrollTop > 0),
    },
  }
}
