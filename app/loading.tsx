export default function Loading() {
  return (
    <div role="status" className="flex h-dvh items-center justify-center text-ink-3">
      <span className="appear-late">Loading …</span>
    </div>
  )
}
