import type { Interval } from '../market/bar.ts'
import type { BarsResponse } from '../protocol/rest.ts'
import { fetchJson, isRecord } from './fetch-json.ts'

/** The newest `limit` bars that start before `toMs` (default: now). Rejects with ApiError. */
export async function loadBars(
  symbol: string,
  interval: Interval,
  limit: number,
  toMs?: number,
  signal?: AbortSignal,
): Promise<BarsResponse> {
  const parameters = new URLSearchParams({ symbol, interval, limit: String(limit) })
  if (toMs !== undefined) parameters.set('to', String(toMs))
  return await fetchJson(`/api/bars?${parameters}`, readBars, signal)
}

function readBars(body: unknown): BarsResponse {
  if (!isRecord(body) || !Array.isArray(body.bars) || typeof body.tickSize !== 'string') {
    throw new TypeError('expected { bars: [], tickSize }')
  }
  if (!(body.bars as unknown[]).every((bar) => Array.isArray(bar) && bar.length >= 7))
    throw new TypeError('expected bars of seven values')
  return body as unknown as BarsResponse
}
