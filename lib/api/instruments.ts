import useSWR from 'swr'
import type { InstrumentDefinition } from '../market/instrument.ts'
import type { InstrumentsResponse } from '../protocol/rest.ts'
import { type ApiError, fetchJson, isRecord } from './fetch-json.ts'

// All that a server can have (SIM_SYMBOLS is at most 10,000).
export const instrumentsPath = '/api/instruments?limit=10000'
// Venues list and delist while a page stays open all day.
const refreshMs = 300_000

export interface Instruments {
  /** Undefined until the first answer; the same array until something changed. */
  readonly instruments: readonly InstrumentDefinition[] | undefined
  readonly error: ApiError | undefined
  readonly retry: () => void
}

export function useInstruments(): Instruments {
  const { data, error, mutate } = useSWR<readonly InstrumentDefinition[], ApiError>(instrumentsPath, loadInstruments, {
    refreshInterval: refreshMs,
    revalidateOnFocus: false,
    errorRetryInterval: 3000,
  })
  return { instruments: data, error: data === undefined ? error : undefined, retry: () => void mutate() }
}

export async function loadInstruments(path: string): Promise<readonly InstrumentDefinition[]> {
  return (await fetchJson(path, readInstruments)).instruments
}

function readInstruments(body: unknown): InstrumentsResponse {
  if (!isRecord(body) || !Array.isArray(body.instruments)) throw new TypeError('expected { instruments: [] }')
  for (const instrument of body.instruments as unknown[]) {
    if (!isRecord(instrument) || typeof instrument.symbol !== 'string' || typeof instrument.tickSize !== 'string') {
      throw new TypeError('expected instruments with symbol and tickSize')
    }
  }
  return body as unknown as InstrumentsResponse
}
