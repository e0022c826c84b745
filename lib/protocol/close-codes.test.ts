import { expect, it } from 'vitest'
import { closeCodes, finalCodes } from './close-codes.ts'

it('a client knows every code after which it need not come back, and no other', () => {
  const final = Object.values(closeCodes).filter(({ next }) => next === 'final')
  expect([...finalCodes].sort()).toEqual(final.map(({ code }) => code).sort())
})
