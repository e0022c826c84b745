import { afterEach } from 'vitest'

// Testing Library unmounts after each test by itself only where test globals exist; they do not here.
if (typeof document !== 'undefined') {
  const { cleanup, configure } = await import('@testing-library/react')
  // What is loaded when it is needed takes its time on a busy machine.
  configure({ asyncUtilTimeout: 10_000 })
  afterEach(cleanup)
}
