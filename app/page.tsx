import { Dashboard } from '@/components/dashboard/dashboard.tsx'

export default function Page() {
  return <Dashboard />
}
