import type { ArrangementId } from './workspace.ts'

/** Where a chart stands in the grid, counted from 1. */
export interface Place {
  readonly column: number
  readonly row: number
  readonly columns: number
  readonly rows: number
}

export interface Arrangement {
  readonly id: ArrangementId
  /** For the menu and for screen readers. */
  readonly name: string
  readonly columns: number
  readonly rows: number
  readonly places: readonly Place[]
}

/** A picture of each: the same letter is the same chart. */
const pictures: readonly (readonly [ArrangementId, string, ...string[]])[] = [
  ['1', 'One chart', 'a'],
  ['2h', 'Two side by side', 'ab'],
  ['2v', 'Two, one above the other', 'a', 'b'],
  ['3h', 'Three side by side', 'abc'],
  ['3v', 'Three, one above the other', 'a', 'b', 'c'],
  ['3l', 'A large one at the left, two at the right', 'aab', 'aac'],
  ['3t', 'A large one on top, two below', 'aa', 'aa', 'bc'],
  ['4', 'Two by two', 'ab', 'cd'],
  ['4h', 'Four side by side', 'abcd'],
  ['4l', 'A large one at the left, three at the right', 'aab', 'aac', 'aad'],
  ['5', 'Two on top, three below', 'aaabbb', 'ccddee'],
  ['6', 'Three by two', 'abc', 'def'],
  ['6v', 'Two by three', 'ab', 'cd', 'ef'],
  ['7', 'Three on top, four below', 'aaaabbbbcccc', 'dddeeefffggg'],
  ['8', 'Four by two', 'abcd', 'efgh'],
  ['8v', 'Two by four', 'ab', 'cd', 'ef', 'gh'],
]

export const arrangements: readonly Arrangement[] = pictures.map(([id, name, ...rows]) => ({
  id,
  name,
  columns: rows[0]?.length ?? 0,
  rows: rows.length,
  places: placesOf(rows),
}))

export function arrangementOf(id: ArrangementId): Arrangement {
  return arrangements.find((arrangement) => arrangement.id === id) ?? (arrangements[0] as Arrangement)
}

function placesOf(rows: readonly string[]): Place[] {
  const letters = [...new Set(rows.join(''))].sort()
  return letters.map((letter) => {
    const within = rows.filter((row) => row.includes(letter))
    const first = within[0] ?? ''
    const column = first.indexOf(letter) + 1
    return { column, row: rows.indexOf(first) + 1, columns: first.lastIndexOf(letter) + 2 - column, rows: within.length }
  })
}
