// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { PaletteHost } from '@/components/palette/palette-host.tsx'
import { getPalette } from '@/components/palette/palette-state.ts'
import Toast from '@/components/workspace/toast.tsx'

vi.mock('@/components/palette/palette.tsx', () => {
  throw new Error('refused')
})
afterEach(cleanup)

test('a palette that cannot be loaded says so, and keys are those of the field again', async () => {
  render(
    <>
      <PaletteHost instruments={[]} symbol={undefined} onStep={() => undefined} />
      <input aria-label="Price" />
      <Toast />
    </>,
  )
  // Space is taken once the page knows its keys.
  await waitFor(() => expect(fireEvent.keyDown(document.body, { key: ' ' })).toBe(false), { timeout: 10_000 })
  const price = screen.getByLabelText('Price')
  price.focus()
  fireEvent.keyDown(price, { key: 'k', code: 'KeyK', ctrlKey: true })
  expect(fireEvent.keyDown(price, { key: 'e' })).toBe(false)
  await waitFor(() => expect(screen.getByRole('status').textContent).toContain('Search could not be loaded'), { timeout: 10_000 })
  expect(getPalette().mode).toBeUndefined()
  expect(document.activeElement).toBe(price)
  expect(fireEvent.keyDown(price, { key: 'e' })).toBe(true)
})
