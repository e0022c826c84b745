import { type RefObject, useCallback, useLayoutEffect, useRef, useState } from 'react'
import { flushSync } from 'react-dom'

/** Rows of one height in a scrolling element, of which only those in view, and some around them, are made. */
export interface FixedRows {
  /** Index of the first row to make, and of the one after the last. */
  readonly first: number
  readonly end: number
  /** Scrolls by as little as shows the row whole. */
  readonly scrollTo: (index: number) => void
}

interface FixedRowsOptions {
  readonly scroller: RefObject<HTMLElement | null>
  readonly count: number
  /** CSS pixels. */
  readonly rowHeight: number
  /** Rows made beyond either edge, so that a scroll shows no empty ones. */
  readonly overscan: number
  /** Rows made before the element has a size. */
  readonly firstRows: number
  /** CSS pixels at the top of the element that something which stays there covers. */
  readonly covered?: number
}

/** Renders only when the range of rows changes, not for every scrolled pixel. */
export function useFixedRows({ scroller, count, rowHeight, overscan, firstRows, covered = 0 }: FixedRowsOptions): FixedRows {
  const [range, setRange] = useState({ first: 0, end: firstRows })
  const shown = useRef(range)

  useLayoutEffect(() => {
    const element = scroller.current
    if (element === null) return
    const look = (): void => {
      if (element.clientHeight === 0) return
      const first = Math.max(0, Math.floor(element.scrollTop / rowHeight) - overscan)
      const end = Math.ceil((element.scrollTop + element.clientHeight) / rowHeight) + overscan
      if (first === shown.current.first && end === shown.current.end) return
      const before = shown.current
      shown.current = { first, end }
      // Whoever scrolls farther than the rows reach would see a frame without any.
      const away = first > before.end - 2 * overscan || end < before.first + 2 * overscan
      if (away && mounted) flushSync(() => setRange(shown.current))
      else setRange(shown.current)
    }
    let mounted = false
    look()
    mounted = true
    element.addEventListener('scroll', look, { passive: true })
    const observer = new ResizeObserver(look)
    observer.observe(element)
    return () => {
      element.removeEventListener('scroll', look)
      observer.disconnect()
    }
  }, [scroller, rowHeight, overscan])

  const scrollTo = useCallback(
    (index: number) => {
      const element = scroller.current
      if (element === null || index < 0) return
      const top = index * rowHeight
      if (top < element.scrollTop) element.scrollTop = top
      else if (top + rowHeight > element.scrollTop + element.clientHeight - covered)
        element.scrollTop = top + rowHeight - element.clientHeight + covered
    },
    [scroller, rowHeight, covered],
  )

  const end = Math.min(range.end, count)
  return { first: Math.min(range.first, Math.max(0, end - 1)), end, scrollTo }
}
