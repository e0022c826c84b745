'use client'

import { useEffect } from 'react'

export default function ErrorPage({ error, reset }: { readonly error: Error & { digest?: string }; readonly reset: () => void }) {
  useEffect(() => console.error(error), [error])
  return (
    <main role="alert" className="flex h-dvh flex-col items-center justify-center gap-2 px-6 text-center">
      <h1 className="font-semibold text-base">This page has stopped working</h1>
      <p className="max-w-96 text-ink-2">
        It is our fault, not yours: {error.message}
        {error.digest === undefined ? '' : ` (${error.digest})`}. Your settings are kept.
      </p>
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
