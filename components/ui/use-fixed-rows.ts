import { type RefObject, useCallback, useLayoutEffect, useRef, useState } from 'react'

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
}

/** Renders only when the range of rows changes, not for every scrolled pixel. */
export function useFixedRows({ scroller, count, rowHeight, overscan, firstRows }: FixedRowsOptions): FixedRows {
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
      shown.current = { first, end }
      setRange(shown.current)
    }
    look()
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
      else if (top + rowHeight > element.scrollTop + element.clientHeight)
        element.scrollTop = top + rowHeight - element.clientHeight
    },
    [scroller, rowHeight],
  )

  const end = Math.min(range.end, count)
  return { first: Math.min(range.first, Math.max(0, end - 1)), end, scrollTo }
}
