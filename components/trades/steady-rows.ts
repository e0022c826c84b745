import { type CSSProperties, useState } from 'react'

const rowPixels = 20
/** Farther than a million pixels away, drawing would lose parts of a pixel. */
const rowsMax = 50_000

/**
 * New rows at the top push the others down. Laid out, those stay where they are (the table begins higher), and a transform brings
 * all of it into view: nothing is laid out elsewhere, and no layout shift is counted. `numbers`: of the rows, newest first.
 */
export function useSteadyRows(numbers: readonly number[]): CSSProperties {
  const [seen, setSeen] = useState({ newest: numbers[0], rows: 0 })
  const newest = numbers[0]
  if (newest !== seen.newest) {
    const added = numbers.indexOf(seen.newest ?? Number.NaN)
    setSeen({ newest, rows: (seen.rows + (added < 0 ? numbers.length : added)) % rowsMax })
  }
  const pixels = seen.rows * rowPixels
  return { marginTop: -pixels, marginBottom: pixels, transform: `translateY(${pixels}px)` }
}
