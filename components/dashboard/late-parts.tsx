import { ConnectionNotice } from '@/components/connection/connection-notice.tsx'
import { ReadSymbol } from '@/components/instrument/read-symbol.tsx'
import { StaleAges } from '@/components/instrument/stale-ages.tsx'

interface LatePartsProps {
  /** Of the active chart; undefined while there is none. */
  readonly symbol: string | undefined
  readonly stale: boolean
}

/** What nobody misses until prices are there: loaded after them. */
export default function LateParts({ symbol, stale }: LatePartsProps) {
  return (
    <>
      {symbol !== undefined && <ReadSymbol symbol={symbol} stale={stale} />}
      <StaleAges />
      <ConnectionNotice />
    </>
  )
}
