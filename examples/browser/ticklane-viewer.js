/**
 * State of a ticklane.v1.json connection, for browsers and Node alike. Written from lib/protocol/SPEC.md, whose rule ids it
 * cites. Needs nothing: feed it every message with `receive`, and send what `ack` says about once a second.
 */

const prices = ['last', 'bid', 'ask']
const sizes = ['bidSize', 'askSize']
const dayPrices = ['dayOpen', 'dayHigh', 'dayLow']
const statuses = ['pending', 'live', 'delayed', 'stale', 'halted', 'closed']
const wideMask = (1n << 52n) - 1n

/** An exact decimal: digits / 10^decimals. */
class Decimal {
  constructor(digits, decimals) {
    this.digits = digits
    this.decimals = decimals
  }

  static of(text) {
    const [whole, fraction = ''] = text.split('.')
    return new Decimal(BigInt(whole + fraction), fraction.length)
  }

  scaled(decimals) {
    return this.digits * 10n ** BigInt(decimals - this.decimals)
  }

  plus(other) {
    const decimals = Math.max(this.decimals, other.decimals)
    return new Decimal(this.scaled(decimals) + other.scaled(decimals), decimals)
  }

  /** How many steps make it: prices and sizes are whole numbers of them [I1]. */
  steps(step) {
    const decimals = Math.max(this.decimals, step.decimals)
    return this.scaled(decimals) / step.scaled(decimals)
  }

  toString() {
    const negative = this.digits < 0n
    const digits = String(negative ? -this.digits : this.digits).padStart(this.decimals + 1, '0')
    const point = digits.length - this.decimals
    const fraction = digits.slice(point).replace(/0+$/, '')
    return `${negative ? '-' : ''}${digits.slice(0, point)}${fraction === '' ? '' : `.${fraction}`}`
  }
}

const zero = new Decimal(0n, 0)

/** One instrument in one stream. `fields` are texts as the server sends them, absent where nothing is known. */
class Quote {
  constructor(instrument) {
    this.instrument = instrument
    this.fields = {}
    this.status = 'pending'
    this.totalTrades = 0
    this.totalVolume = zero
    this.dayVolume = zero
    this.known = false
  }

  /** [M5] It forgets what was there. */
  snapshot(message) {
    this.fields = {}
    for (const name of [...prices, ...sizes, ...dayPrices]) if (message[name] !== undefined) this.fields[name] = message[name]
    this.status = message.status
    this.totalTrades = message.totalTrades
    this.totalVolume = Decimal.of(message.totalVolume)
    this.dayVolume = Decimal.of(message.dayVolume)
    this.known = true
  }

  /** [M5] Absent is unchanged, null is none. */
  tick(message) {
    for (const name of [...prices, ...sizes, ...dayPrices]) {
      if (message[name] === null) delete this.fields[name]
      else if (message[name] !== undefined) this.fields[name] = message[name]
    }
    if (message.status !== undefined) this.status = message.status
    if (message.trades !== undefined) this.totalTrades += message.trades
    if (message.volume !== undefined) this.totalVolume = this.totalVolume.plus(Decimal.of(message.volume))
    if (message.dayVolume !== undefined) this.dayVolume = Decimal.of(message.dayVolume)
  }

  /** [H2] [H4] */
  hash() {
    const tick = Decimal.of(this.instrument.tickSize)
    const lot = Decimal.of(this.instrument.lotSize)
    const whole = (name, step) => (this.fields[name] === undefined ? 0n : Decimal.of(this.fields[name]).steps(step))
    const volume = this.totalVolume.steps(lot)
    const dayBase = volume - this.dayVolume.steps(lot)
    const values = [
      ...prices.map((name) => whole(name, tick)),
      ...sizes.map((name) => whole(name, lot)),
      ...dayPrices.map((name) => whole(name, tick)),
      BigInt(this.totalTrades),
      volume >> 52n,
      volume & wideMask,
      dayBase >> 52n,
      dayBase & wideMask,
    ]
    let hash = hashSeed
    for (const value of values) hash = mix(mix(hash, Number(BigInt.asIntN(32, value))), Number(BigInt.asIntN(32, value >> 32n)))
    return mix(hash, statuses.indexOf(this.status))
  }
}

const hashSeed = 0x811c9dc5

/** [H1] */
function mix(hash, word) {
  const product = Math.imul(hash ^ word, 0x9e3779b1)
  return (product ^ (product >>> 15)) >>> 0
}

export class TicklaneViewer {
  /** Calls back with the symbols that a message changed. */
  constructor(onChange = () => undefined) {
    this.onChange = onChange
    this.epoch = undefined
    this.feeds = []
    this.errors = []
    this.checksPassed = 0
    this.checksFailed = 0
    /** Trades that happened while there was no connection; null: the server had started again, it cannot be known. */
    this.missedTrades = 0
    /** The latest state of each symbol, whatever stream it is in; kept across connections. */
    this.quotes = new Map()
    this.forgetConnection()
  }

  /** [C8] Subscriptions and streams do not outlive their connection. */
  forgetConnection() {
    this.instruments = new Map()
    this.subscriptions = new Map()
    /** By rate: { sequence, quotes by symbol, lost }. */
    this.streams = new Map()
    this.mismatched = new Set()
  }

  receive(message) {
    if (message.type === 'hello') this.hello(message)
    else if (message.type === 'subscribed') this.subscribed(message)
    else if (message.type === 'snapshot') this.snapshot(message)
    else if (message.type === 'tick') this.tick(message)
    else if (message.type === 'status') this.statusMessage(message)
    else if (message.type === 'error') this.errors.push(message)
    // [C7] Anything else may have been added since.
  }

  /** [B1] undefined when there is nothing to acknowledge. */
  ack() {
    const sequences = {}
    for (const [rate, stream] of this.streams) if (stream.sequence !== undefined) sequences[rate] = stream.sequence
    const mismatched = [...this.mismatched]
    this.mismatched.clear()
    if (Object.keys(sequences).length + mismatched.length === 0) return undefined
    return { type: 'ack', sequences, ...(mismatched.length > 0 && { mismatched }) }
  }

  /** [B4] To be sent first on a new connection, before subscribing; undefined when nothing was had. */
  resume() {
    const seen = {}
    for (const [symbol, quote] of this.quotes) seen[symbol] = [quote.totalTrades, String(quote.totalVolume)]
    return this.epoch === undefined || this.quotes.size === 0 ? undefined : { type: 'resume', epoch: this.epoch, seen }
  }

  hello(message) {
    if (this.epoch !== undefined && this.epoch !== message.epoch) {
      // [B5]
      this.quotes.clear()
      this.missedTrades = null
    }
    this.epoch = message.epoch
    this.feeds = message.feeds
  }

  /** [R2] */
  subscribed(message) {
    for (const instrument of message.instruments) {
      this.instruments.set(instrument.symbol, instrument)
      // [I2] Texts need no multiplying: only what is worked out from the steps changes.
      for (const stream of this.streams.values()) {
        const quote = stream.quotes.get(instrument.symbol)
        if (quote !== undefined) quote.instrument = instrument
      }
    }
    if (message.channel !== 'quotes') return
    if (message.symbols.length === 0) this.subscriptions.delete(message.subscription)
    else this.subscriptions.set(message.subscription, message)
    for (const rate of new Set([...this.streams.keys(), message.rate])) this.setMembers(rate)
  }

  setMembers(rate) {
    const granted = [...this.subscriptions.values()].filter((subscription) => subscription.rate === rate)
    const symbols = new Set(granted.flatMap((subscription) => subscription.symbols))
    if (symbols.size === 0) {
      this.streams.delete(rate)
      return
    }
    const before = this.streams.get(rate) ?? { sequence: undefined, lost: false, quotes: new Map() }
    const quotes = new Map()
    for (const symbol of symbols) quotes.set(symbol, before.quotes.get(symbol) ?? new Quote(this.instruments.get(symbol)))
    this.streams.set(rate, { ...before, quotes })
  }

  /** [R4] */
  snapshot(message) {
    const stream = this.streams.get(message.rate)
    if (stream === undefined) return
    stream.sequence = message.sequence
    stream.lost = false
    for (const one of message.quotes) {
      if (one.missed === null) this.missedTrades = null
      else if (one.missed !== undefined && this.missedTrades !== null) this.missedTrades += one.missed.trades
      this.take(stream, one, 'snapshot')
    }
    this.onChange(message.quotes.map((one) => one.symbol))
  }

  /** [R3] */
  tick(message) {
    const stream = this.streams.get(message.rate)
    if (stream === undefined || stream.lost) return
    if (stream.sequence !== message.sequence - 1) {
      this.lose(message.rate, stream)
      return
    }
    stream.sequence = message.sequence
    for (const one of message.quotes) this.take(stream, one, 'tick')
    this.onChange(message.quotes.map((one) => one.symbol))
  }

  take(stream, one, how) {
    const quote = stream.quotes.get(one.symbol)
    if (quote === undefined) return
    quote[how](one)
    this.quotes.set(one.symbol, quote)
  }

  statusMessage({ feeds, check }) {
    if (feeds !== undefined) this.feeds = feeds
    const stream = check === undefined ? undefined : this.streams.get(check.rate)
    if (stream === undefined) return
    // [H3]
    const members = [...stream.quotes.values()].sort((a, b) => a.instrument.index - b.instrument.index)
    const hash = members.reduce((value, quote) => mix(value, quote.hash()), hashSeed)
    const equal = stream.sequence === check.sequence && hash.toString(16).padStart(8, '0') === check.hash
    if (equal) this.checksPassed += 1
    else this.checksFailed += 1
    if (!equal) this.lose(check.rate, stream)
  }

  /** [H5] Ticks are ignored until a snapshot comes. */
  lose(rate, stream) {
    stream.lost = true
    this.mismatched.add(rate)
  }

  /** What it knows, for a person or another program. */
  summary() {
    const quotes = {}
    for (const [symbol, quote] of this.quotes) {
      const { last = null, bid = null, ask = null } = quote.fields
      quotes[symbol] = { last, bid, ask, totalTrades: quote.totalTrades, totalVolume: String(quote.totalVolume) }
    }
    const { checksPassed, checksFailed, missedTrades, errors } = this
    return { checksPassed, checksFailed, missedTrades, errors, quotes }
  }
}
