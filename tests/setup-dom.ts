import { afterEach } from 'vitest'

// Testing Library unmounts after each test by itself only where test globals exist; they do not here.
if (typeof document !== 'undefined') {
  const { cleanup } = await import('@testing-library/react')
  afterEach(cleanup)
}
