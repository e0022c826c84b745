import { type RefObject, useLayoutEffect, useRef } from 'react'

/**
 * Begins in the middle of what scrolls, for each subject, with a whole row at the top, and stays as far from it as it was scrolled when the room for it changes.
 * Gives what is to be called when it is scrolled.
 */
export function useCentredScroll(scroller: RefObject<HTMLElement | null>, subject: string, rowHeight: number): () => void {
  const fromMiddle = useRef(0)
  const placed = useRef(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another subject begins in the middle
  useLayoutEffect(() => {
    const target = scroller.current
    if (target === null) return
    fromMiddle.current = 0
    const place = () => {
      const middle = middleOf(target)
      target.scrollTop = fromMiddle.current === 0 ? Math.round(middle / rowHeight) * rowHeight : middle + fromMiddle.current
      placed.current = target.scrollTop
    }
    place()
    const observer = new ResizeObserver(place)
    observer.observe(target)
    return () => observer.disconnect()
  }, [scroller, subject, rowHeight])
  return () => {
    const target = scroller.current
    // What it was put to is no wish of anybody's.
    if (target !== null && target.scrollTop !== placed.current) fromMiddle.current = target.scrollTop - middleOf(target)
  }
}

function middleOf({ scrollHeight, clientHeight }: HTMLElement): number {
  return (scrollHeight - clientHeight) / 2
}
