/** The dashboard as it is, on a stream that brings every instrument at the highest rate whether it is on screen or not. */
import { useEffect } from 'react'
import { createRoot } from 'react-dom/client'
import { DashboardView } from '@/components/dashboard/dashboard-view.tsx'
import { useInstruments } from '@/lib/api/instruments.ts'
import { useStreamClient } from '@/lib/stream/hooks.ts'
import { StreamProvider } from '@/lib/stream/provider.tsx'
import { highestHz } from './all-quotes.ts'
import { offerMeasure } from './page-probe.ts'

function Everything() {
  const client = useStreamClient()
  const { instruments } = useInstruments()
  useEffect(() => {
    const [first] = instruments ?? []
    if (instruments === undefined || first === undefined) return
    offerMeasure(client, first.symbol, '.watch-row')
    return client.watchQuotes(
      instruments.map(({ symbol }) => symbol),
      highestHz,
    )
  }, [client, instruments])
  return null
}

createRoot(document.body.appendChild(document.createElement('div'))).render(
  <StreamProvider>
    <DashboardView />
    <Everything />
  </StreamProvider>,
)
