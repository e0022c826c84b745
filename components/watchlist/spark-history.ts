import useSWRImmutable from 'swr/immutable'
import { ClosesLoader } from '@/lib/api/closes.ts'

const minutes = 60
const empty: readonly number[] = []
const loader = new ClosesLoader('1m', minutes)

/** Closes of the last hour in ticks, oldest first; empty until they are here, and where there is no history. */
export function useSparkHistory(symbol: string | undefined): readonly number[] {
  const key = symbol === undefined ? null : (['spark', symbol] as const)
  const { data } = useSWRImmutable(key, ([, wanted]) => loader.load(wanted), { shouldRetryOnError: false })
  return data ?? empty
}
