import type { Interval } from '../../lib/market/bar.ts'
import type { BarPage } from '../../lib/market/bar-history.ts'
import type { InstrumentId } from '../../lib/market/units.ts'
import type { HttpDeps } from './http-deps.ts'

/** As BarHistory's `read`, after a short wait for what is missing where that can be had. */
export async function readBars(
  { bars, fillMissing }: HttpDeps,
  id: InstrumentId,
  interval: Interval,
  fromMs: number,
  toMs: number,
  limit: number,
): Promise<BarPage> {
  const page = await bars.read(id, interval, fromMs, toMs, limit)
  if (page.missing.length === 0 || fillMissing === undefined) return page
  return (await fillMissing(id, interval, page.missing)) ? await bars.read(id, interval, fromMs, toMs, limit) : page
}
