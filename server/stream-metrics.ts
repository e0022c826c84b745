import type { MetricSample } from '../lib/market/metric.ts'
import type { Broadcaster } from './broadcast/broadcaster.ts'
import type { StreamCounters } from './broadcast/counters.ts'
import type { Conflator } from './conflate/conflator.ts'
import type { MarketState } from './market/market-state.ts'

const totals: readonly (readonly [keyof StreamCounters & string, string, string])[] = [
  ['accepted', 'viewers_accepted_total', 'Viewers let in.'],
  ['writes', 'writes_total', 'Writes to viewers: one per viewer and flush instant.'],
  ['bytes', 'bytes_total', 'Bytes written to viewers, framing included.'],
  ['frames', 'frames_total', 'Frames written to viewers.'],
  ['updates', 'updates_total', "Instruments' updates, once for every viewer that got them."],
  ['snapshots', 'snapshots_total', 'Snapshots sent.'],
  ['checks', 'state_checks_total', 'State checks sent.'],
  ['mismatches', 'state_mismatches_total', 'State checks that a viewer reported as failed.'],
  ['paused', 'viewers_paused_total', 'Times a viewer was paused because it read too slowly.'],
  ['resumed', 'viewers_resumed_total', 'Times a paused viewer caught up.'],
  ['messages', 'messages_received_total', 'Messages from viewers.'],
  ['invalidMessages', 'messages_invalid_total', 'Messages from viewers that could not be understood.'],
  ['faults', 'message_faults_total', "Faults of ours while a viewer's message was carried out."],
  ['socketErrors', 'socket_errors_total', 'Connections that ended with a fault of the socket or of the protocol.'],
]

/** The stream's own figures for `/metrics`. */
export function* streamMetrics(market: MarketState, conflator: Conflator, broadcaster: Broadcaster): Iterable<MetricSample> {
  const { counters } = broadcaster
  for (const [key, name, help] of totals) {
    yield { name: `ticklane_stream_${name}`, type: 'counter', value: Number(counters[key]), help }
  }
  for (const [reason, value] of Object.entries(counters.refused)) {
    const help = 'Connections refused before they were made, by reason.'
    yield { name: 'ticklane_stream_refused_total', type: 'counter', value, help, labels: { reason } }
  }
  for (const [reason, value] of Object.entries(counters.closed)) {
    const help = 'Connections that the server closed, by reason (close code in SPEC.md).'
    yield { name: 'ticklane_stream_closed_total', type: 'counter', value, help, labels: { reason } }
  }
  const gauge = (name: string, value: number, help: string): MetricSample => ({
    name: `ticklane_${name}`,
    type: 'gauge',
    value,
    help,
  })
  yield gauge('stream_viewers', broadcaster.viewers.count, 'Viewers connected.')
  yield gauge('stream_cohorts', broadcaster.cohortCount, 'Groups of viewers that share their frames.')
  yield gauge('conflate_late_seconds', conflator.lateMs / 1000, 'How late the latest flush instant began.')
  yield gauge('market_instruments', market.instruments.size, 'Instruments known.')
  yield { name: 'ticklane_conflate_instants_total', type: 'counter', value: conflator.instants, help: 'Flush instants so far.' }
  yield { name: 'ticklane_market_trades_total', type: 'counter', value: market.trades.pushed, help: 'Trades received.' }
  yield {
    name: 'ticklane_market_rejected_total',
    type: 'counter',
    value: market.rejected,
    help: 'Market events refused as impossible.',
  }
}
