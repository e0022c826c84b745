import { ReadSymbol } from '@/components/instrument/read-symbol.tsx'
import { StaleAges } from '@/components/instrument/stale-ages.tsx'

/** What nobody misses until prices are there. */
export default function LateParts({ symbol, stale }: { readonly symbol: string; readonly stale: boolean }) {
  return (
    <>
      <ReadSymbol symbol={symbol} stale={stale} />
      <StaleAges />
    </>
  )
}
