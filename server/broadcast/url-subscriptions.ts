import type { SubscribeMessage } from '../../lib/protocol/messages.ts'
import { parseClientMessage, shorten } from './client-message.ts'

const subscribesMax = 50

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
    messages.push(parsed.message)
  }
  return messages
}

/** Text that is no number stays text, so that the answer can name it. */
function numberOf(query: URLSearchParams, name: string): object {
  const text = query.get(name)
  if (text === null) return {}
  return { [name]: text.trim() === '' || Number.isNaN(Number(text)) ? text : Number(text) }
}

function textOf(query: URLSearchParams, name: string): object {
  const text = query.get(name)
  return text === null ? {} : { [name]: text }
}
