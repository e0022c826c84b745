import useSWR from 'swr'
import type { InstrumentDefinition } from '../market/instrument.ts'
import type { InstrumentsResponse } from '../protocol/rest.ts'
import { type ApiError, fetchJson, isRecord } from './fetch-json.ts'

export const instrumentsPath = '/api/instruments'
// The most that one answer holds.
const pageSize = 1000
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

/** All instruments, however many answers they take. */
export async function loadInstruments(path: string): Promise<readonly InstrumentDefinition[]> {
  const page = (offset: number) => fetchJson(`${path}?limit=${pageSize}&offset=${offset}`, readInstruments)
  const first = await page(0)
  const offsets: number[] = []
  for (let offset = pageSize; offset < first.total; offset += pageSize) offsets.push(offset)
  const rest = await Promise.all(offsets.map(page))
  return [first, ...rest].flatMap((answer) => answer.instruments)
}

function readInstruments(body: unknown): InstrumentsResponse {
  if (!isRecord(body) || !Array.isArray(body.instruments) || typeof body.total !== 'number') {
    throw new TypeError('expected { instruments: [], total }')
  }
  for (const instrument of body.instruments as unknown[]) {
    if (!isRecord(instrument) || typeof instrument.symbol !== 'string' || typeof instrument.tickSize !== 'string') {
      throw new TypeError('expected instruments with symbol and tickSize')
    }
  }
  return body as unknown as InstrumentsResponse
}
