import { type RefObject, useLayoutEffect, useState } from 'react'

/** Content width in whole px; undefined until the element is laid out, so that nothing is drawn for a width it does not have. */
export function useElementWidth(element: RefObject<HTMLElement | null>): number | undefined {
  const [width, setWidth] = useState<number>()
  useLayoutEffect(() => {
    const target = element.current
    if (target === null) return
    setWidth(Math.round(target.clientWidth))
    const observer = new ResizeObserver(() => setWidth(Math.round(target.clientWidth)))
    observer.observe(target)
    return () => observer.disconnect()
  }, [element])
  return width
}
