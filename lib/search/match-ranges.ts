import { normalise, termsOf } from './search-keys.ts'

/** Part of a text that a query matched, `[from, to)`, for emphasis. */
export type MatchRange = readonly [from: number, to: number]

/** Where the words of a query stand in a symbol or name, ascending and without overlap; at the beginning of a word if anywhere. */
export function matchRanges(text: string, query: string): MatchRange[] {
  const { plain, places } = plainText(text)
  const ranges = termsOf(query).flatMap((term): MatchRange[] => {
    const at = bestPlace(plain, places, text, term)
    if (at < 0) return []
    return [[places[at] ?? 0, (places[at + term.length - 1] ?? 0) + 1]]
  })
  const merged: [number, number][] = []
  for (const [from, to] of ranges.sort((one, other) => one[0] - other[0])) {
    const last = merged.at(-1)
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to)
    else merged.push([from, to])
  }
  return merged
}

/** The text normalised, and for each of its characters the place in the original. */
function plainText(text: string): { plain: string; places: number[] } {
  let plain = ''
  const places: number[] = []
  for (let index = 0; index < text.length; index++) {
    for (const character of normalise(text[index] as string)) {
      plain += character
      places.push(index)
    }
  }
  return { plain, places }
}

function bestPlace(plain: string, places: readonly number[], text: string, term: string): number {
  const first = plain.indexOf(term)
  for (let at = first; at >= 0; at = plain.indexOf(term, at + 1)) {
    const before = text[(places[at] ?? 0) - 1]
    if (before === undefined || !/[\p{L}\p{N}]/u.test(before)) return at
  }
  return first
}
