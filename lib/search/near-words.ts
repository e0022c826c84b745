/** How many slips of the finger a word of this length may have. Short ones mean themselves: `ETH` is not `ETC`. */
export function mistakesAllowed(term: string): number {
  return term.length < 4 ? 0 : term.length < 8 ? 1 : 2
}

/** A bit per letter or digit that occurs: two words with k mistakes differ in at most 2k bits. */
export function letterSet(text: string): number {
  let set = 0
  for (let position = 0; position < text.length; position++) set |= 1 << (text.charCodeAt(position) & 31)
  return set
}

/** Longer words are not misspelled but something else. */
const termLengthMax = 60
/** Three rows of the distance table, used by one call at a time. */
const rows = [0, 1, 2].map(() => new Uint8Array(termLengthMax + 4)) as [Uint8Array, Uint8Array, Uint8Array]

/**
 * Whether `key`, or its beginning, is `term` with at most so many letters wrong, missing, added or swapped with the next
 * (optimal string alignment distance). The first letter must be right: that hardly ever is the one mistyped.
 */
export function isNear(term: string, termLetters: number, key: string, keyLetters: number, mistakes: number): boolean {
  if (term.length > termLengthMax || key.length < term.length - mistakes || key.charCodeAt(0) !== term.charCodeAt(0)) return false
  // Letters of the term that the key lacks are mistakes each.
  if (bitCount(termLetters & ~keyLetters) > mistakes) return false
  const width = Math.min(key.length, term.length + mistakes)
  let [beforeLast, last, current] = rows
  for (let column = 0; column <= width; column++) last[column] = column
  for (let row = 1; row <= term.length; row++) {
    const wanted = term.charCodeAt(row - 1)
    const wantedBefore = term.charCodeAt(row - 2)
    current[0] = row
    let least = row
    for (let column = 1; column <= width; column++) {
      const found = key.charCodeAt(column - 1)
      const replaced = (last[column - 1] as number) + (wanted === found ? 0 : 1)
      let cost = Math.min(replaced, (last[column] as number) + 1, (current[column - 1] as number) + 1)
      if (row > 1 && column > 1 && wanted === key.charCodeAt(column - 2) && wantedBefore === found) {
        cost = Math.min(cost, (beforeLast[column - 2] as number) + 1)
      }
      current[column] = cost
      if (cost < least) least = cost
    }
    if (least > mistakes) return false
    ;[beforeLast, last, current] = [last, current, beforeLast]
  }
  // Any beginning of the key will do.
  for (let column = 1; column <= width; column++) if ((last[column] as number) <= mistakes) return true
  return false
}

function bitCount(bits: number): number {
  let rest = bits >>> 0
  let count = 0
  while (rest !== 0) {
    rest &= rest - 1
    count += 1
  }
  return count
}
