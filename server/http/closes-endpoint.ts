import { z } from 'zod'
import { formatSteps } from '../../lib/market/steps.ts'
import { JsonInstruments } from '../../lib/protocol/json-instrument.ts'
import { bodyResponse } from './body.ts'
import { type Endpoint, endpoint } from './endpoint.ts'
import type { HttpDeps } from './http-deps.ts'
import { intervalName, symbolList, timeMsMax, wholeNumberOr } from './parameters.ts'
import { ProblemError } from './problem.ts'
import { closesResponse } from './schemas.ts'

export const closesMax = 500
/** Each has one read waiting at the store, which takes 64: the other half is for charts. */
const listsAtOnceMax = 32

/** What a list of small lines needs, in one request instead of one for each row. */
export function closesEndpoint(deps: HttpDeps): Endpoint {
  const json = new JsonInstruments(deps.market.instruments)
  let lists = 0
  return endpoint({
    path: '/api/closes',
    tag: 'market',
    summary: 'Closes of the latest bars of many instruments',
    description:
      'For small lines beside a list: of each symbol the closes of its newest `limit` bars, oldest first, the forming one included. ' +
      'Only what is stored: nothing is asked of a venue. Symbols that are not known are named, not refused.',
    query: z.strictObject({
      symbols: symbolList,
      interval: intervalName.default('1m'),
      limit: wholeNumberOr(60, 1, closesMax, 'At most so many closes of each.'),
    }),
    response: { type: 'application/json', description: 'In the order asked for.', schema: closesResponse },
    problems: ['invalid_parameters', 'busy', 'unavailable'],
    async answer({ symbols, interval, limit }, request) {
      if (lists >= listsAtOnceMax) throw new ProblemError('busy', `Cannot read closes now: ${lists} lists are being read`)
      lists += 1
      try {
        const unknown: string[] = []
        const rows: string[] = []
        for (const symbol of symbols) {
          const instrument = deps.market.instruments.find(symbol)
          if (instrument === undefined) {
            unknown.push(symbol)
            continue
          }
          // One after the other: a long list takes turns with the charts that wait for the same store.
          const { bars } = await deps.bars.read(instrument.id, interval, 0, timeMsMax, limit)
          const { symbolJson, tick } = json.get(instrument.id)
          const closes = bars.map(({ close }) => `"${formatSteps(close, tick)}"`).join(',')
          rows.push(`[${symbolJson},"${instrument.tickSize}",[${closes}]]`)
        }
        const text = `{"interval":"${interval}","closes":[${rows.join(',')}],"unknown":${JSON.stringify(unknown)}}`
        return await bodyResponse(request, text, { cache: 'no-cache' })
      } finally {
        lists -= 1
      }
    },
  })
}
