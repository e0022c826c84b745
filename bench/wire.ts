/**
 * Bytes per update of recorded markets, conflated at 10 Hz by the product's own ingest and market stages, as one watchlist whose
 * recordings start together. An update is one instrument that changed in one flush interval; each instrument's first state
 * is left out (it travels in a snapshot). Every encoding gets the same updates, its own framing and a WebSocket header.
 *
 *   npm run bench -- wire [recording...] [--map venue]      without recordings: those in tests/fixtures
 *
 * `x_json`: how many times as many bytes the JSON `tick` takes, framing included on both sides; `x_json_quotes`: the same with
 * only the quotes of the JSON, without the message around them, against our whole frames.
 * `x_entropy`: our records (without frame and slots) against the order-0 entropy of the fields they carry, pooled over the watchlist. Each field is coded by itself, as an ideal code that knows the frequencies beforehand would:
 * last, bid, ask as the change in ticks; bid and ask size in lots or "unchanged"; the number of trades; where there were any
 * their volume in lots, and high and low as distances from last; and what else changed (status, day figures) as one symbol.
 * With few samples this figure is too low, since nearly every size is then unlike any other: log2(samples) bounds it.
 */
import { join } from 'node:path'
import { type RecordedVenue, recordedVenues } from '../server/ingest/replay/venues.ts'
import { FieldEntropy } from './support/entropy.ts'
import { type RecordedFlushes, recordedFlushes } from './support/recorded-flushes.ts'
import {
  DeflatePeer,
  jsonPeer,
  messagePackPeer,
  protobufPeer,
  sbePeer,
  type WirePeer,
  type WireUpdate,
} from './support/wire-peers.ts'
import { WireTier } from './support/wire-tier.ts'

const intervalMs = 100
const fixtures = [
  'binance-spot-20240809-btc-eth-90s.tsv.gz',
  'coinbase-exchange-20260707-btc-eth.tsv.gz',
  'kraken-v2-20260707-btc-eth.tsv.gz',
].map((name) => join(import.meta.dirname, '..', 'tests', 'fixtures', name))
const usage = 'usage: npm run bench -- wire [recording...] [--map binance|coinbase|kraken|us]'

export async function run(args: readonly string[]): Promise<void> {
  const { files, venue } = parseArguments(args)
  const recorded = await recordedFlushes(files, intervalMs, venue)
  const names = recorded.instruments.map((instrument) => instrument.symbol)
  process.stdout.write(
    `${files.length} recordings, ${recorded.messages} messages, ${names.length} instruments: ${names.join(' ')}\n`,
  )
  const peers = [
    jsonPeer,
    new DeflatePeer(),
    await messagePackPeer(recorded.instruments),
    await protobufPeer(recorded.instruments),
  ]
  const installed = [...peers, sbePeer(recorded.instruments)].filter((peer) => peer !== undefined)
  if (installed.length < peers.length + 1) process.stdout.write('Some peers are missing: npm install --prefix bench\n')
  report(await measure(recorded, installed))
}

function parseArguments(args: readonly string[]): { files: readonly string[]; venue: RecordedVenue | undefined } {
  const files: string[] = []
  let venue: RecordedVenue | undefined
  for (let index = 0; index < args.length; index++) {
    const argument = args[index] ?? ''
    if (argument === '--map') {
      index += 1
      venue = asVenue(args[index])
    } else if (argument.startsWith('-')) throw new Error(`Unknown option ${argument}; ${usage}`)
    else files.push(argument)
  }
  return { files: files.length > 0 ? files : fixtures, venue }
}

function asVenue(name: string | undefined): RecordedVenue {
  const venue = recordedVenues.find((known) => known === name)
  if (venue === undefined)
    throw new Error(`Cannot map ${JSON.stringify(name)}: expected one of ${recordedVenues.join(', ')}; ${usage}`)
  return venue
}

interface Measured {
  readonly updates: number
  readonly frames: number
  readonly frameBytes: number
  readonly recordBits: number
  readonly jsonQuoteBytes: number
  readonly fields: ReadonlyMap<string, FieldEntropy>
  readonly peers: readonly { readonly name: string; readonly bytes: number }[]
}

async function measure(recorded: RecordedFlushes, peers: readonly WirePeer[]): Promise<Measured> {
  const wire = new WireTier(recorded.instruments)
  const fields = new Map<string, FieldEntropy>()
  const bytes = peers.map(() => 0)
  let jsonQuoteBytes = 0
  for (const flush of recorded.flushes) {
    const updates = wire.flush(flush)
    if (updates.length === 0) continue
    for (const update of updates) {
      jsonQuoteBytes += Buffer.byteLength(update.json)
      countFields(fields, update)
    }
    for (const [index, peer] of peers.entries()) {
      bytes[index] = (bytes[index] ?? 0) + (await peer.flushBytes(updates, wire.sequence, flush.number * intervalMs))
    }
  }
  wire.verify()
  const { updates, frames, frameBytes, recordBits } = wire
  const named = peers.map(({ name }, index) => ({ name, bytes: bytes[index] ?? 0 }))
  return { updates, frames, frameBytes, recordBits, jsonQuoteBytes, fields, peers: named }
}

function countFields(
  fields: Map<string, FieldEntropy>,
  { instrument, state, base, trades, volume, high, low }: WireUpdate,
): void {
  const add = (field: string, value: string | number): void => {
    const entropy = fields.get(field) ?? new FieldEntropy()
    fields.set(field, entropy)
    entropy.add(value)
  }
  const now = (field: 'last' | 'bid' | 'ask' | 'bidSize' | 'askSize'): number => state[field][instrument] as number
  const change = (field: 'last' | 'bid' | 'ask' | 'bidSize' | 'askSize'): number =>
    now(field) - (base[field][instrument] as number)
  for (const field of ['last', 'bid', 'ask'] as const) add(field, change(field))
  for (const field of ['bidSize', 'askSize'] as const) add(field, change(field) === 0 ? 'unchanged' : now(field))
  add('trades', trades)
  if (trades > 0) {
    add('volume', volume)
    add('high', high - now('last'))
    add('low', now('last') - low)
  }
  const rare = ['status', 'dayOpen', 'dayHigh', 'dayLow', 'dayVolumeBaseHigh', 'dayVolumeBaseLow'] as const
  add('other', rare.map((field) => (state[field][instrument] as number) - (base[field][instrument] as number)).join())
}

function report(measured: Measured): void {
  const { updates, frames, frameBytes, recordBits, jsonQuoteBytes, fields, peers } = measured
  if (updates === 0) throw new Error('Nothing changed after the first state in these recordings: nothing to measure')
  const line = (name: string, bytes: number): void => {
    const each = (bytes / updates).toFixed(2).padStart(9)
    process.stdout.write(`${name.padEnd(36)}${each}${(bytes / frameBytes).toFixed(2).padStart(9)}\n`)
  }
  process.stdout.write(`${updates} updates in ${frames} flushes of ${intervalMs} ms\n\n`)
  process.stdout.write(`${''.padEnd(36)}${'B/update'.padStart(9)}${'times'.padStart(9)}\n`)
  line('Ticklane, frames and WebSocket headers', frameBytes)
  line('  its records alone', recordBits / 8)
  for (const peer of peers) line(peer.name, peer.bytes)
  line('JSON, quotes without their message', jsonQuoteBytes)
  process.stdout.write('\norder-0 entropy, bits per update\n')
  let bits = 0
  for (const [name, field] of fields) {
    bits += field.bits
    process.stdout.write(`  ${name.padEnd(12)}${(field.bits / updates).toFixed(2).padStart(7)}   ${field.samples} samples\n`)
  }
  process.stdout.write(
    `  ${'sum'.padEnd(12)}${(bits / updates).toFixed(2).padStart(7)}   records ${(recordBits / updates).toFixed(2)}\n\n`,
  )
  const result = {
    bytes_per_update: rounded(frameBytes / updates),
    x_json: rounded((peers.find((peer) => peer.name === jsonPeer.name)?.bytes ?? Number.NaN) / frameBytes),
    x_json_quotes: rounded(jsonQuoteBytes / frameBytes),
    x_entropy: rounded(recordBits / bits),
    record_bytes_per_update: rounded(recordBits / 8 / updates),
    updates,
    updates_per_frame: rounded(updates / frames),
  }
  process.stdout.write(`${JSON.stringify(result)}\n`)
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000
}
