// @vitest-environment jsdom
import { cleanup, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import ErrorPage from '@/app/error.tsx'

beforeEach(() => void vi.spyOn(console, 'error').mockReturnValue())
afterEach(() => {
  cleanup()
  vi.restoreAllMocks()
})

test('a part of the page that did not come is said in words, and any other fault is told as it is', () => {
  const missing = Object.assign(new Error('Failed to load chunk /_next/static/a.js'), { name: 'ChunkLoadError' })
  const { rerender } = render(<ErrorPage error={missing} reset={() => undefined} />)
  expect(screen.getByRole('alert').textContent).toContain('the server cannot be reached, or has another version now')
  expect(screen.getByRole('alert').textContent).not.toMatch(/chunk|_next|our fault/i)
  rerender(<ErrorPage error={new Error('no such row')} reset={() => undefined} />)
  expect(screen.getByRole('alert').textContent).toContain('It is our fault, not yours: no such row.')
})
