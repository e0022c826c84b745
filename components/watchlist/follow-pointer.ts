/** A drag from one pointer being down to its end: let go, cancelled by the system, or by Escape. */

export interface Point {
  readonly x: number
  readonly y: number
}

interface FollowOptions {
  /** Gets the pointer once the drag begins; stays on the page for all of it. */
  readonly capture: HTMLElement
  readonly pointerId: number
  readonly start: Point
  /** CSS px the pointer has to move before it is a drag and not a click. Infinity: `begin` says when. */
  readonly threshold: number
  readonly onBegin: () => void
  readonly onMove: (point: Point) => void
  readonly onEnd: (dropped: boolean) => void
}

export interface Following {
  readonly begin: () => void
  readonly cancel: () => void
}

export function followPointer({ capture, pointerId, start, threshold, onBegin, onMove, onEnd }: FollowOptions): Following {
  const over = new AbortController()
  const { signal } = over
  let begun = false
  let point = start

  const begin = (): void => {
    if (begun || signal.aborted) return
    begun = true
    // Also keeps the click that follows from what is under the pointer.
    capture.setPointerCapture(pointerId)
    onBegin()
    onMove(point)
  }
  const end = (dropped: boolean): void => {
    if (signal.aborted) return
    over.abort()
    if (!begun) return
    if (capture.hasPointerCapture(pointerId)) capture.releasePointerCapture(pointerId)
    onEnd(dropped)
  }
  const own = (listener: (event: PointerEvent) => void) => (event: PointerEvent) => {
    if (event.pointerId === pointerId) listener(event)
  }

  window.addEventListener(
    'pointermove',
    own((event) => {
      // Let go before this was loaded.
      if (event.buttons === 0) return end(false)
      point = { x: event.clientX, y: event.clientY }
      if (begun) onMove(point)
      else if (Math.hypot(point.x - start.x, point.y - start.y) >= threshold) begin()
    }),
    { signal },
  )
  window.addEventListener(
    'pointerup',
    own(() => end(true)),
    { signal },
  )
  window.addEventListener(
    'pointercancel',
    own(() => end(false)),
    { signal },
  )
  window.addEventListener(
    'keydown',
    (event) => {
      if (event.key !== 'Escape' || !begun) return
      event.preventDefault()
      event.stopPropagation()
      end(false)
    },
    { signal, capture: true },
  )
  return { begin, cancel: () => end(false) }
}
