import { type RefObject, useLayoutEffect, useRef } from 'react'

/**
 * Begins in the middle of what scrolls, for each subject, and stays as far from it as it was scrolled when the room for it changes.
 * Gives what is to be called when it is scrolled.
 */
export function useCentredScroll(scroller: RefObject<HTMLElement | null>, subject: string): () => void {
  const fromMiddle = useRef(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another subject begins in the middle
  useLayoutEffect(() => {
    const target = scroller.current
    if (target === null) return
    fromMiddle.current = 0
    const place = () => {
      target.scrollTop = middleOf(target) + fromMiddle.current
    }
    place()
    const observer = new ResizeObserver(place)
    observer.observe(target)
    return () => observer.disconnect()
  }, [scroller, subject])
  return () => {
    const target = scroller.current
    if (target !== null) fromMiddle.current = target.scrollTop - middleOf(target)
  }
}

function middleOf({ scrollHeight, clientHeight }: HTMLElement): number {
  return (scrollHeight - clientHeight) / 2
}
