import useSWR from 'swr'

const empty: readonly number[] = []
/** A row that comes back into view asks again after so long: its hour is a point farther. */
const keptMs = 55_000
/** What the server does not have yet it may be fetching. */
const askAgainMs = 60_000
/** A row in view adds its points by itself, and none while the device sleeps. */
const renewMs = 300_000

/** Closes of the last hour in ticks, oldest first; empty until they are here, and where there is no history. */
export function useSparkHistory(symbol: string | undefined): readonly number[] {
  const { data } = useSWR(symbol && `spark ${symbol}`, () => load(symbol ?? ''), {
    shouldRetryOnError: false,
    dedupingInterval: keptMs,
    refreshInterval: (latest) => (latest?.length ? renewMs : askAgainMs),
  })
  return data ?? empty
}

// Prices do not wait for what asks for their past.
async function load(symbol: string): Promise<readonly number[]> {
  const { loadClosesOfHour } = await import('@/lib/api/closes.ts')
  return await loadClosesOfHour(symbol)
}
