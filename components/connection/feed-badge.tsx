'use client'

import { describeOrigins } from '@/components/connection/connection-text.ts'
import { useConnection } from '@/lib/stream/hooks.ts'

/** Says, always and at the top of the page, when prices are not live ones (P4). */
export function FeedBadge() {
  const { feeds } = useConnection()
  const badge = describeOrigins(feeds.map((feed) => feed.origin))
  if (badge === undefined) return null
  return (
    <span
      role="note"
      title={badge.sentence}
      className="hazard inline-flex h-6 items-center rounded border border-warning/60 bg-warning-tint px-1 font-semibold text-2xs text-warning uppercase min-[380px]:px-2 min-[380px]:tracking-[0.08em]"
    >
      {badge.label}
      <span className="sr-only">: {badge.sentence}</span>
    </span>
  )
}
