import useSWRImmutable from 'swr/immutable'

const empty: readonly number[] = []

/** Closes of the last hour in ticks, oldest first; empty until they are here, and where there is no history. */
export function useSparkHistory(symbol: string | undefined): readonly number[] {
  const key = symbol === undefined ? null : (['spark', symbol] as const)
  const { data } = useSWRImmutable(key, ([, wanted]) => load(wanted), { shouldRetryOnError: false })
  return data ?? empty
}

// Prices do not wait for what asks for their past.
async function load(symbol: string): Promise<readonly number[]> {
  const { loadClosesOfHour } = await import('@/lib/api/closes.ts')
  return await loadClosesOfHour(symbol)
}
