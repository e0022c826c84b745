import Link from 'next/link'

export default function NotFound() {
  return (
    <main className="flex h-dvh flex-col items-center justify-center gap-2 px-6 text-center">
      <h1 className="font-semibold text-base">There is no such page</h1>
      <p className="max-w-96 text-ink-2">The address may be mistyped, or the page has moved.</p>
      <Link href="/" className="mt-2 rounded bg-accent px-3 py-1.5 font-medium text-accent-ink hover:opacity-90">
        Go to the dashboard
      </Link>
    </main>
  )
}
