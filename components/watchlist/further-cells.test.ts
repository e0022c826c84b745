// @vitest-environment jsdom
import { expect, test } from 'vitest'
import { instrument, quote } from '@/components/test-support/fake-stream.ts'
import { createFurtherCells } from '@/components/watchlist/further-cells.ts'

test('sizes that would lie over the column beside theirs are abbreviated, others exact', () => {
  const cells = new Map(['bid-size', 'ask-size'].map((id) => [id, document.createElement('div')]))
  const further = createFurtherCells(cells, () => undefined)
  const pepe = instrument('SIM:PEPE-USD', { lotSize: '1' })
  further.update(quote(pepe.symbol, { instrument: pepe, bidSize: 1_179_343_598, askSize: 31_753_203 }))
  expect([...cells.values()].map((cell) => cell.textContent)).toEqual(['1.18B', '31,753,203'])
  further.release()
})
