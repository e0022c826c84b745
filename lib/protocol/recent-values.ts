import { recentDepth } from './record-contexts.ts'

/** Place of a value among the `recentDepth` from `at` on, or -1. */
export function recentPlace(recent: Float64Array, at: number, value: number): number {
  for (let place = 0; place < recentDepth; place++) if (recent[at + place] === value) return place
  return -1
}

/** Puts a value first: from its place when it has one (0 or more), else the last one is forgotten. */
export function rememberValue(recent: Float64Array, at: number, place: number, value: number): void {
  for (let index = place < 0 ? recentDepth - 1 : place; index > 0; index--) recent[at + index] = recent[at + index - 1] as number
  recent[at] = value
}
