'use client'

import { DashboardView } from '@/components/dashboard/dashboard-view.tsx'
import { StreamProvider } from '@/lib/stream/provider.tsx'

export function Dashboard() {
  return (
    <StreamProvider>
      <DashboardView />
    </StreamProvider>
  )
}
