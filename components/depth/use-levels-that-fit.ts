import { type RefObject, useLayoutEffect, useState } from 'react'

/** Heights of the ladder's rows, as `.tape` and `.ladder` of styles/side-panels.css have them. */
const levelPx = 20
const headPx = 22
const spreadPx = 24

/** How many levels of each side an element has room for beside head and spread; undefined until it is laid out. */
export function useLevelsThatFit(element: RefObject<HTMLElement | null>, levelsMax: number): number | undefined {
  const [levels, setLevels] = useState<number>()
  useLayoutEffect(() => {
    const target = element.current
    if (target === null) return
    const measure = () => {
      const fitting = Math.floor((target.clientHeight - headPx - spreadPx) / (2 * levelPx))
      setLevels(Math.max(1, Math.min(levelsMax, fitting)))
    }
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(target)
    return () => observer.disconnect()
  }, [element, levelsMax])
  return levels
}
