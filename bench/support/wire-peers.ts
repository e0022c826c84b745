import { constants, createDeflateRaw, type DeflateRaw } from 'node:zlib'
import type { Instrument } from '../../lib/market/instrument.ts'
import type { QuoteColumns } from '../../lib/market/quote-columns.ts'

/** One instrument's update, as every encoding gets it. */
export interface WireUpdate {
  readonly instrument: number
  /** Its `tick` quote of lib/protocol/messages.ts. */
  readonly json: string
  readonly state: QuoteColumns
  readonly base: QuoteColumns
  readonly trades: number
  readonly volume: number
  readonly high: number
  readonly low: number
}

/** Another way to send one flush; returns the bytes of its messages, WebSocket headers included. */
export interface WirePeer {
  readonly name: string
  flushBytes(updates: readonly WireUpdate[], sequence: number, timeMs: number): number | Promise<number>
}

/** Server to client: no mask. */
export function webSocketBytes(payload: number): number {
  return payload + (payload < 126 ? 2 : payload < 65_536 ? 4 : 10)
}

export function jsonMessage(updates: readonly WireUpdate[], sequence: number, timeMs: number): string {
  const quotes = updates.map((update) => update.json).join(',')
  return `{"type":"tick","rate":10,"sequence":${sequence},"timeMs":${timeMs},"quotes":[${quotes}]}`
}

export const jsonPeer: WirePeer = {
  name: 'JSON `tick`',
  flushBytes: (updates, sequence, timeMs) => webSocketBytes(Buffer.byteLength(jsonMessage(updates, sequence, timeMs))),
}

/** As permessage-deflate does with context takeover: one window for the connection, each message flushed, its tail cut off. */
export class DeflatePeer implements WirePeer {
  readonly name = 'JSON, permessage-deflate'
  private readonly deflate: DeflateRaw = createDeflateRaw({ level: 6, memLevel: 8, windowBits: 15 })
  private bytes = 0

  constructor() {
    this.deflate.on('data', (chunk: Buffer) => {
      this.bytes += chunk.length
    })
  }

  async flushBytes(updates: readonly WireUpdate[], sequence: number, timeMs: number): Promise<number> {
    this.bytes = 0
    this.deflate.write(jsonMessage(updates, sequence, timeMs))
    await new Promise<void>((resolve) => this.deflate.flush(constants.Z_SYNC_FLUSH, resolve))
    return webSocketBytes(this.bytes - 4)
  }
}

/** The object of a `tick` message with numbers in ticks and lots instead of text, which suits binary formats better. */
function tickObject(
  updates: readonly WireUpdate[],
  instruments: readonly Instrument[],
  sequence: number,
  timeMs: number,
): object {
  const quotes = updates.map(({ instrument, state, base, trades, volume, high, low }) => {
    const quote: Record<string, unknown> = { symbol: instruments[instrument]?.symbol }
    for (const field of ['last', 'bid', 'ask', 'bidSize', 'askSize', 'dayOpen', 'dayHigh', 'dayLow', 'status'] as const) {
      if (state[field][instrument] !== base[field][instrument]) quote[field] = state[field][instrument]
    }
    if (trades > 0) Object.assign(quote, { trades, volume, high, low })
    return quote
  })
  return { type: 'tick', rate: 10, sequence, timeMs, quotes }
}

interface MessagePack {
  encode(value: unknown): Uint8Array
}

interface Protobuf {
  parse(schema: string): { root: { lookupType(name: string): { encode(value: object): { finish(): Uint8Array } } } }
}

/** MessagePack with the names of the JSON messages. Undefined when bench/package.json is not installed. */
export async function messagePackPeer(instruments: readonly Instrument[]): Promise<WirePeer | undefined> {
  const library = await peerModule<MessagePack>('@msgpack/msgpack')
  if (library === undefined) return undefined
  return {
    name: 'MessagePack',
    flushBytes: (updates, sequence, timeMs) =>
      webSocketBytes(library.encode(tickObject(updates, instruments, sequence, timeMs)).length),
  }
}

const schema = `syntax = "proto3";
message Quote {
  uint32 instrument = 1;
  optional sint64 last = 2; optional sint64 bid = 3; optional sint64 ask = 4;
  optional uint64 bidSize = 5; optional uint64 askSize = 6;
  optional uint32 trades = 7; optional uint64 volume = 8; optional sint64 high = 9; optional sint64 low = 10;
  optional sint64 dayOpen = 11; optional sint64 dayHigh = 12; optional sint64 dayLow = 13; optional uint32 status = 14;
}
message Tick { uint32 rate = 1; uint64 sequence = 2; uint64 timeMs = 3; repeated Quote quotes = 4; }`

/** Protocol Buffers with field numbers, instrument numbers and varints in ticks and lots: only what changed. */
export async function protobufPeer(instruments: readonly Instrument[]): Promise<WirePeer | undefined> {
  const library = await peerModule<Protobuf>('protobufjs')
  if (library === undefined) return undefined
  const type = library.parse(schema).root.lookupType('Tick')
  return {
    name: 'Protocol Buffers',
    flushBytes(updates, sequence, timeMs) {
      const tick = tickObject(updates, instruments, sequence, timeMs) as { quotes: Record<string, unknown>[] }
      tick.quotes.forEach((quote, index) => {
        quote.instrument = updates[index]?.instrument
      })
      return webSocketBytes(type.encode(tick).finish().length)
    },
  }
}

/**
 * Binance's SBE streams, schema spot_stream 1:0: a message of its own per event. BestBidAskStreamEvent is 8 bytes of header, 50 of
 * block and the symbol; TradesStreamEvent 8 and 18, 6 of group header and 25 per trade. The merged trades go as one.
 */
export function sbePeer(instruments: readonly Instrument[]): WirePeer {
  return {
    name: "Binance's SBE layout",
    flushBytes(updates) {
      let bytes = 0
      for (const { instrument, state, base, trades } of updates) {
        const { base: left = '', quote: right = '' } = instruments[instrument] ?? {}
        const symbolBytes = 1 + left.length + right.length
        const quoted = (['bid', 'ask', 'bidSize', 'askSize'] as const).some(
          (field) => state[field][instrument] !== base[field][instrument],
        )
        if (quoted) bytes += webSocketBytes(8 + 50 + symbolBytes)
        if (trades > 0) bytes += webSocketBytes(8 + 18 + 6 + 25 + symbolBytes)
      }
      return bytes
    },
  }
}

async function peerModule<Module>(name: string): Promise<Module | undefined> {
  try {
    const imported = (await import(name)) as Module & { default?: Module }
    return imported.default ?? imported
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND') return undefined
    throw error
  }
}
