import { expect, test, vi } from 'vitest'
import { createAxisNames } from '@/components/chart/axis-names.ts'

function scaleOf(width: number) {
  const listeners = new Set<(width: number) => void>()
  return {
    listeners,
    width: () => width,
    subscribeSizeChange: (listener: (width: number) => void) => void listeners.add(listener),
    unsubscribeSizeChange: (listener: (width: number) => void) => void listeners.delete(listener),
    resize(to: number) {
      for (const listener of listeners) listener(to)
    },
  }
}

test('a line is named on the axis of a chart that has room, and not over the bars of a small one', () => {
  expect(createAxisNames(scaleOf(800), vi.fn()).titleOf('SIM:ETH-USD')).toBe('ETH-USD')
  expect(createAxisNames(scaleOf(330), vi.fn()).titleOf('SIM:ETH-USD')).toBe('')
})

test('names come and go with the size of the chart, each time once', () => {
  const [scale, onChange] = [scaleOf(800), vi.fn()]
  const names = createAxisNames(scale, onChange)
  scale.resize(700)
  expect(onChange).not.toHaveBeenCalled()
  scale.resize(300)
  scale.resize(280)
  expect(onChange).toHaveBeenCalledTimes(1)
  expect(names.titleOf('A')).toBe('')
  scale.resize(600)
  expect(names.titleOf('A')).toBe('A')
  names.release()
  expect(scale.listeners.size).toBe(0)
})
