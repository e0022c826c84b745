import { describe, expect, it } from 'vitest'
import { sortedUnion } from './cohort.ts'

describe('sortedUnion', () => {
  it('has each member of any list once, ascending', () => {
    expect([...sortedUnion()]).toEqual([])
    const lists = [Int32Array.of(1, 5, 9), Int32Array.of(), Int32Array.of(0, 5), Int32Array.of(1, 9, 12)]
    expect([...sortedUnion(...lists)]).toEqual([0, 1, 5, 9, 12])
    expect([...(lists[0] as Int32Array)]).toEqual([1, 5, 9])
  })

  it('of one list is that list, so that equal lists are one in memory', () => {
    const list = Int32Array.of(1, 2)
    expect(sortedUnion(list)).toBe(list)
  })

  it('takes time by how many members there are, not by how many lists', () => {
    const long = Int32Array.from({ length: 4_700 }, (_, index) => index)
    const lists = [long, ...Array.from({ length: 199 }, (_, index) => Int32Array.of(index))]
    const beganMs = performance.now()
    for (let round = 0; round < 20; round++) expect(sortedUnion(...lists)).toHaveLength(4_700)
    expect(performance.now() - beganMs).toBeLessThan(500)
  })
})
