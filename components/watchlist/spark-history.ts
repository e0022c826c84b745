import useSWR from 'swr'

const empty: readonly number[] = []
/** A row that comes back into view asks again after so long: its hour may be a point farther. */
const keptMs = 19_000
/** What the server does not have yet it may be fetching: one that has just begun is, for half a minute. */
const askAgainMs = 20_000
/** A row in view adds its points by itself, and none while the device sleeps. */
const renewMs = 300_000

/**
 * Closes of the last hour in ticks, oldest first; empty until they are here, and where there is no history. `isPaused`: those that
 * are here stay as they are, as the prices beside them do.
 */
export function useSparkHistory(symbol: string | undefined, isPaused = false): readonly number[] {
  const { data } = useSWR(symbol && `spark ${symbol}`, () => load(symbol ?? ''), {
    shouldRetryOnError: false,
    dedupingInterval: keptMs,
    revalidateIfStale: !isPaused,
    revalidateOnFocus: !isPaused,
    revalidateOnReconnect: !isPaused,
    refreshInterval: isPaused ? 0 : (latest) => (latest?.length ? renewMs : askAgainMs),
  })
  return data ?? empty
}

// Prices do not wait for what asks for their past.
async function load(symbol: string): Promise<readonly number[]> {
  const { closesOfHour } = await import('@/lib/api/closes.ts')
  return await closesOfHour.load(symbol)
}
