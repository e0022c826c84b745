import type { ClientMessage } from '../../lib/protocol/messages.ts'
import type { Session } from './session.ts'

/*
 * So many symbols make a message as much work as one more. Most messages take 0.05 to 0.1 ms. On 5,000 instruments a change of
 * rate took 24 ms (everybody's key records), an answer that names all symbols 5; the last trades of 900 symbols took 120.
 */
const symbolsMoved = 250
const symbolsNamed = 1_000
const tradesBegun = 25

/** How many messages more than one this message counts as: a short one may ask for much. */
export function weightOf(message: ClientMessage, session: Pick<Session, 'subscription'> | undefined): number {
  switch (message.type) {
    case 'rate':
      return Math.floor(sizeOf(session, message.subscription) / symbolsMoved)
    case 'unsubscribe':
      return message.symbols === undefined ? 0 : Math.floor(sizeOf(session, message.subscription) / symbolsNamed)
    case 'subscribe': {
      const known = message.subscription === undefined ? undefined : session?.subscription(message.subscription)
      const channel = known?.channel ?? message.channel
      if (channel === 'trades') return Math.floor(message.symbols.length / tradesBegun)
      return Math.floor((known?.ids.length ?? 0) / symbolsNamed)
    }
    default:
      return 0
  }
}

function sizeOf(session: Pick<Session, 'subscription'> | undefined, subscription: number): number {
  return session?.subscription(subscription)?.ids.length ?? 0
}
