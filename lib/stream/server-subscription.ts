import type { ErrorMessage, SubscribedMessage, SubscribeMessage } from '../protocol/messages.ts'
import type { OnAnswer, Request } from './outbox.ts'

/** What a subscription needs of the connection it is made on. */
export interface SubscriptionLine {
  /** False while there is no connection, or one that takes no requests. */
  readonly connected: boolean
  /** Counts connections: numbers of an earlier one mean nothing. */
  readonly generation: number
  /** A request, its symbols included, must not be longer. */
  readonly messageBytesMax: number
  request(message: Request, onAnswer: OnAnswer): void
  /** Calls `reconcile` soon: once for all that changes in one task, or after a pause. */
  later(reconcile: () => void, pauseMs?: number): void
}

/** What else a `subscribe` of it says. */
export type SubscriptionTerms = Pick<SubscribeMessage, 'channel' | 'interval' | 'limit' | 'fromMs'>

/** Room in a request for everything but the symbols. */
const overheadBytes = 256
const pauseAfterErrorMs = 1_000

/**
 * One subscription at the server, kept equal to what is wanted of it: `wanted` and `rate` change at any time, `reconcile`
 * sends the difference. One set of requests at a time, so that an answer always speaks of the state it was asked in.
 */
export class ServerSubscription {
  readonly wanted = new Set<string>()
  /** What the server has confirmed. */
  readonly held = new Set<string>()
  /** Of these, what has been asked to end. */
  readonly #leaving = new Set<string>()
  /** Granted by the server. */
  granted: number | undefined
  /** Number at the server. */
  number: number | undefined

  readonly #line: SubscriptionLine
  readonly #terms: () => SubscriptionTerms
  readonly #refused = new Set<string>()
  #rate: number
  #rateAsked = 0
  #inFlight = 0
  #scheduled = false
  #restart = false
  #generation = 0

  constructor(line: SubscriptionLine, rate: number, terms: () => SubscriptionTerms) {
    this.#line = line
    this.#rate = rate
    this.#terms = terms
  }

  get rate(): number {
    return this.#rate
  }

  set rate(hz: number) {
    this.#rate = hz
    this.changed()
  }

  /** Something of what is wanted changed. */
  changed(): void {
    if (this.#scheduled) return
    this.#scheduled = true
    this.#line.later(() => this.#reconcile())
  }

  /** Whether nothing more is to be expected of this symbol: confirmed, refused, or nobody to ask. */
  settled(symbol: string): boolean {
    return this.held.has(symbol) || this.#refused.has(symbol) || !this.#line.connected
  }

  /** Whether the server sends this symbol, and is not about to end it. */
  keeps(symbol: string): boolean {
    return this.held.has(symbol) && !this.#leaving.has(symbol)
  }

  /** As the message that would ask for all of it; none when nothing is wanted. */
  demand(): SubscribeMessage[] {
    if (this.wanted.size === 0) return []
    return [{ type: 'subscribe', ...this.#terms(), symbols: [...this.wanted], rate: this.#rate }]
  }

  /** Makes it anew, because its terms changed. */
  restart(): void {
    this.#restart = true
    this.changed()
  }

  /** The connection was lost or is new: nothing is held, nothing is on its way. */
  reset(): void {
    this.#forget()
    this.changed()
  }

  #forget(): void {
    this.#generation = this.#line.generation
    this.held.clear()
    this.#leaving.clear()
    this.#refused.clear()
    this.granted = undefined
    this.number = undefined
    this.#inFlight = 0
    this.#restart = false
  }

  #reconcile(): void {
    this.#scheduled = false
    if (!this.#line.connected) return
    if (this.#generation !== this.#line.generation) this.#forget()
    if (this.#inFlight > 0) return
    for (const symbol of this.#refused) if (!this.wanted.has(symbol)) this.#refused.delete(symbol)
    const added = [...this.wanted].filter((symbol) => !this.held.has(symbol) && !this.#refused.has(symbol))
    if (this.number === undefined) {
      this.#restart = false
      if (added.length > 0) this.#open(added)
      return
    }
    const { number } = this
    if (this.wanted.size === 0 || this.#restart) {
      this.#restart = false
      for (const symbol of this.held) this.#leaving.add(symbol)
      this.#request({ type: 'unsubscribe', subscription: number }, [])
      return
    }
    if (this.#rateAsked !== this.#rate) {
      this.#rateAsked = this.#rate
      this.#request({ type: 'rate', subscription: number, rate: this.#rate }, [])
    }
    for (const symbols of this.#chunks(added)) {
      this.#request({ type: 'subscribe', ...this.#terms(), symbols, rate: this.#rate, subscription: number }, symbols)
    }
    const removed = [...this.held].filter((symbol) => !this.wanted.has(symbol))
    for (const symbol of removed) this.#leaving.add(symbol)
    for (const symbols of this.#chunks(removed)) this.#request({ type: 'unsubscribe', subscription: number, symbols }, [])
  }

  /** The rest of a list too long for one message follows when the server has given the subscription its number. */
  #open(added: readonly string[]): void {
    const symbols = this.#chunks(added)[0] ?? []
    this.#rateAsked = this.#rate
    this.#request({ type: 'subscribe', ...this.#terms(), symbols, rate: this.#rate }, symbols)
  }

  #request(message: Request, added: readonly string[]): void {
    this.#inFlight += 1
    this.#line.request(message, (answer) => {
      if (answer.type === 'error') {
        if (this.#refuse(answer, message, added) === 'more') return 'more'
      } else {
        this.#confirm(message.type === 'unsubscribe', answer, added)
      }
      this.#inFlight -= 1
      return 'done'
    })
  }

  #confirm(ended: boolean, { subscription, rate, symbols }: SubscribedMessage, added: readonly string[]): void {
    this.held.clear()
    for (const symbol of symbols) this.held.add(symbol)
    for (const symbol of this.#leaving) if (!this.held.has(symbol)) this.#leaving.delete(symbol)
    // Asked for and not granted, whatever the reason: asking again would bring the same.
    for (const symbol of added) if (!this.held.has(symbol)) this.#refused.add(symbol)
    const over = ended && symbols.length === 0
    this.number = over ? undefined : subscription
    this.granted = over ? undefined : rate
    this.changed()
  }

  /** What the server refused is not asked for again on this connection, unless it was released in between. */
  #refuse({ code, symbols: named = [] }: ErrorMessage, message: Request, added: readonly string[]): 'done' | 'more' {
    if (code === 'unknown_symbol') {
      for (const symbol of named) this.#refused.add(symbol)
      // What the server does know of the list it grants in a second answer; a new subscription of nothing gets none.
      const opening = message.type === 'subscribe' && message.subscription === undefined
      if (!opening || added.some((symbol) => !this.#refused.has(symbol))) return 'more'
      this.changed()
      return 'done'
    }
    this.#leaving.clear()
    if (code === 'unknown_subscription') {
      this.number = undefined
      this.held.clear()
    } else if (code !== 'too_many_messages') {
      for (const symbol of added) this.#refused.add(symbol)
    }
    this.#scheduled = true
    this.#line.later(() => this.#reconcile(), pauseAfterErrorMs)
    return 'done'
  }

  #chunks(symbols: readonly string[]): string[][] {
    const bytesMax = this.#line.messageBytesMax - overheadBytes
    const chunks: string[][] = []
    let chunk: string[] = []
    let bytes = 0
    for (const symbol of symbols) {
      const own = bytesInJson(symbol) + 1
      if (chunk.length > 0 && bytes + own > bytesMax) {
        chunks.push(chunk)
        chunk = []
        bytes = 0
      }
      chunk.push(symbol)
      bytes += own
    }
    if (chunk.length > 0) chunks.push(chunk)
    return chunks
  }
}

/** At most: a character outside ASCII is up to three bytes a UTF-16 unit, and one that needs escaping six. */
function bytesInJson(text: string): number {
  return /^[\w:./-]*$/.test(text) ? text.length + 2 : text.length * 6 + 2
}
