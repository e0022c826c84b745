import { intervals } from '../../lib/market/bar.ts'
import type { SubscribeMessage } from '../../lib/protocol/messages.ts'
import { parseClientMessage, shorten } from './client-message.ts'
import { lowestRate, tierForRate } from './granted-rate.ts'

const subscribesMax = 50
/** Of all subscriptions of a URL together, named twice or not: its first answer has the state and history of each. */
const symbolsMax = 1_000
/** Of these each comes with a history. */
const historySymbolsMax = 200
const barsMax = 10_000
/** As a subscription has when it names none. */
const barsDefault = 500

/**
 * What a URL subscribes to: `symbols`, `rate`, `channel`, `interval`, `limit` make one subscription; each `subscribe` is a
 * whole `subscribe` message as JSON, for clients that want several. A text says what is wrong.
 */
export function subscriptionsOf(query: URLSearchParams): SubscribeMessage[] | string {
  const texts = query.getAll('subscribe')
  const symbols = query.get('symbols')
  if (symbols !== null) {
    texts.unshift(
      JSON.stringify({
        type: 'subscribe',
        symbols: symbols.split(',').filter((symbol) => symbol !== ''),
        ...numberOf(query, 'rate'),
        ...numberOf(query, 'limit'),
        ...numberOf(query, 'fromMs'),
        ...textOf(query, 'channel'),
        ...textOf(query, 'interval'),
      }),
    )
  }
  if (texts.length === 0) return 'Nothing to subscribe: expected ?symbols=A,B&rate=4'
  if (texts.length > subscribesMax) return `${texts.length} subscriptions in one URL: expected at most ${subscribesMax}`
  const messages: SubscribeMessage[] = []
  for (const text of texts) {
    const parsed = parseClientMessage(text)
    if ('problem' in parsed) return parsed.problem.message
    if (parsed.message.type !== 'subscribe') return `Cannot use ${shorten(text)}: expected a subscribe message`
    const wrong = problemOf(parsed.message)
    if (wrong !== undefined) return wrong
    messages.push(parsed.message)
  }
  return tooMuch(messages) ?? messages
}

/** The symbols, when not one of them is known. */
export function allUnknown(messages: readonly SubscribeMessage[], knows: (symbol: string) => boolean): string[] | undefined {
  const symbols = new Set(messages.flatMap((message) => message.symbols))
  for (const symbol of symbols) if (knows(symbol)) return undefined
  return [...symbols]
}

/** What makes one subscription impossible, whatever is known: a URL is refused before its answer begins ([G3]). */
function problemOf({ rate, channel, symbols, interval, subscription }: SubscribeMessage): string | undefined {
  if (rate !== undefined && tierForRate(rate) === undefined) {
    return `Cannot grant rate ${shorten(JSON.stringify(rate))}: expected a number of at least ${lowestRate} (Hz)`
  }
  // One that adds symbols has its channel already.
  if (subscription !== undefined) return undefined
  if ((channel === 'bars' || channel === 'book') && symbols.length !== 1) {
    return `Cannot subscribe ${channel} of ${symbols.length} symbols: expected exactly one`
  }
  if (channel === 'bars' && interval === undefined)
    return `Cannot subscribe bars: expected an interval of ${intervals.join(', ')}`
  return undefined
}

function tooMuch(messages: readonly SubscribeMessage[]): string | undefined {
  let symbols = 0
  let historySymbols = 0
  let bars = 0
  for (const { channel = 'quotes', symbols: named, limit = barsDefault } of messages) {
    symbols += named.length
    if (channel !== 'quotes') historySymbols += named.length
    if (channel === 'bars') bars += limit * named.length
  }
  if (symbols > symbolsMax) return `${symbols} symbols in one URL: expected at most ${symbolsMax}`
  if (historySymbols > historySymbolsMax) {
    return `${historySymbols} symbols of trades, bars and books in one URL: expected at most ${historySymbolsMax}`
  }
  if (bars > barsMax) return `${bars} bars in one URL: expected at most ${barsMax} by the limits of all its subscriptions`
  return undefined
}

/** Text that is no number stays text, so that the answer can name it. */
function numberOf(query: URLSearchParams, name: string): object {
  const text = query.get(name)
  if (text === null) return {}
  return { [name]: text.trim() === '' || !Number.isFinite(Number(text)) ? text : Number(text) }
}

function textOf(query: URLSearchParams, name: string): object {
  const text = query.get(name)
  return text === null ? {} : { [name]: text }
}
