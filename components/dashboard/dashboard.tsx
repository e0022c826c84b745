'use client'

import { DashboardView } from '@/components/dashboard/dashboard-view.tsx'
import { holdPageClient, pageStreamUrl } from '@/lib/stream/page-client.ts'
import { StreamProvider } from '@/lib/stream/provider.tsx'

// Before anything is drawn: the stream is what takes longest to come.
if (typeof window !== 'undefined') holdPageClient(pageStreamUrl())

export function Dashboard() {
  return (
    <StreamProvider>
      <DashboardView />
    </StreamProvider>
  )
}
