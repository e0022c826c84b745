import { ConnectionNotice } from '@/components/connection/connection-notice.tsx'
import { PageTitle } from '@/components/dashboard/page-title.tsx'
import { ReadSymbol } from '@/components/instrument/read-symbol.tsx'
import { StaleAges } from '@/components/instrument/stale-ages.tsx'
import { TellView } from '@/components/instrument/tell-view.tsx'
import { PauseNotice } from '@/components/pause/pause-notice.tsx'

interface LatePartsProps {
  /** Of the active chart; undefined while there is none. */
  readonly symbol: string | undefined
  readonly stale: boolean
}

/** What nobody misses until prices are there: loaded after them. */
export default function LateParts({ symbol, stale }: LatePartsProps) {
  return (
    <>
      <StaleAges />
      {/* Low in the panes, above one another, what is said of the connection and what the viewer is told (toast.tsx): the price and its change are at their top. */}
      <div className="pointer-events-none absolute inset-x-0 bottom-[74px] z-30 flex flex-col-reverse items-center gap-2 px-3">
        <PauseNotice />
        {symbol !== undefined && <ReadSymbol symbol={symbol} stale={stale} />}
      </div>
      {symbol !== undefined && <TellView symbol={symbol} />}
      <PageTitle symbol={symbol} />
      <ConnectionNotice />
    </>
  )
}
