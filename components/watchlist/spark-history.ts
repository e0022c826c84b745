import useSWRImmutable from 'swr/immutable'
import { loadBars } from '@/lib/api/bars.ts'
import { parseStep, parseSteps } from '@/lib/market/decimal.ts'

const minutes = 60
const empty: readonly number[] = []

/** Closes of the last hour in ticks, oldest first; empty until they are here, and where there is no history. */
export function useSparkHistory(symbol: string | undefined): readonly number[] {
  const { data } = useSWRImmutable(symbol === undefined ? null : ['spark', symbol], loadCloses, { shouldRetryOnError: false })
  return data ?? empty
}

async function loadCloses([, symbol]: readonly [string, string]): Promise<readonly number[]> {
  const { bars, tickSize } = await loadBars(symbol, '1m', minutes)
  const step = parseStep(tickSize)
  return bars.map((bar) => parseSteps(bar[4], step))
}
