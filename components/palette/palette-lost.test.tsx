// @vitest-environment jsdom
import { act, cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { PaletteHost } from '@/components/palette/palette-host.tsx'
import { getPalette } from '@/components/palette/palette-state.ts'
import Toast from '@/components/workspace/toast.tsx'
import { resetWorkspace } from '@/components/workspace/workspace-store.ts'

const { answer, refuse } = vi.hoisted(() => {
  const { promise, reject } = Promise.withResolvers<never>()
  return { answer: promise, refuse: reject }
})
vi.mock('@/components/palette/palette.tsx', () => answer)

beforeEach(resetWorkspace)
afterEach(() => {
  vi.useRealTimers()
  cleanup()
})

const price = () => screen.getByLabelText('Price')
const type = (key: string, ctrlKey = false) => fireEvent.keyDown(price(), { key, ctrlKey })
const said = () => screen.getByRole('status').textContent

/** In a field of a page that knows its keys. */
async function show(): Promise<void> {
  render(
    <>
      <PaletteHost instruments={[]} symbol={undefined} onStep={() => undefined} />
      <input aria-label="Price" />
      <Toast />
    </>,
  )
  // Space is taken once the page knows them.
  await waitFor(() => expect(fireEvent.keyDown(document.body, { key: ' ' })).toBe(false), { timeout: 10_000 })
  price().focus()
}

function expectKeysBack(): void {
  expect(getPalette().mode).toBeUndefined()
  expect(document.activeElement).toBe(price())
  expect(type('e')).toBe(true)
}

test('a palette that does not come says so after a while, and keys are those of the field again', async () => {
  await show()
  vi.useFakeTimers()
  type('k', true)
  expect(type('e')).toBe(false)
  act(() => vi.advanceTimersByTime(9_000))
  expect(said()).toBe('')
  expect(type('e')).toBe(false)
  act(() => vi.advanceTimersByTime(1_000))
  expect(said()).toContain('Search could not be loaded')
  expectKeysBack()
})

test('one that is refused says so at once', async () => {
  await show()
  type('k', true)
  expect(type('e')).toBe(false)
  refuse(new Error('refused'))
  await waitFor(() => expect(said()).toContain('Search could not be loaded'), { timeout: 10_000 })
  expectKeysBack()
})
