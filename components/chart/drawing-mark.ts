import type { DrawingPart } from '@/lib/chart/drawings.ts'

/** A part of a line that is pointed at, held or has the focus. */
export interface DrawingMark {
  readonly id: string
  readonly part: DrawingPart
}

/** Half of the smallest target, on either side of a line: 24 px in all. */
export const hitTolerance = 12

/** The same for a finger: 44 px in all. */
export const touchTolerance = 22

/** Of a horizontal line's handle, from the axis of prices. */
export const handleInset = 48
