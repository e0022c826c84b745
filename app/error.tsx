'use client'

import { useEffect } from 'react'

export default function ErrorPage({ error, reset }: { readonly error: Error & { digest?: string }; readonly reset: () => void }) {
  useEffect(() => console.error(error), [error])
  return (
    <main role="alert" className="flex h-dvh flex-col items-center justify-center gap-2 px-6 text-center">
      <h1 className="font-semibold text-base">This page has stopped working</h1>
      <p className="max-w-96 text-ink-2">{describeError(error)} Your settings are kept.</p>
      <button
        type="button"
        onClick={reset}
        className="mt-2 rounded bg-accent px-3 py-1.5 font-medium text-accent-ink hover:opacity-90"
      >
        Start it again
      </button>
    </main>
  )
}

/** A part of the page that did not come is named in a code, and is nobody's fault. */
function describeError({ name, message, digest }: Error & { digest?: string }): string {
  if (name === 'ChunkLoadError')
    return 'A part of it could not be loaded: the server cannot be reached, or has another version now.'
  return `It is our fault, not yours: ${message}${digest === undefined ? '' : ` (${digest})`}.`
}
