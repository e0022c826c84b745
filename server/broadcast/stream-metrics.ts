import type { MetricSample } from '../../lib/market/metric.ts'
import type { Broadcaster } from './broadcaster.ts'

const totals = [
  ['accepted', 'ticklane_connections_accepted_total', 'Viewers taken in, over every transport'],
  ['writes', 'ticklane_socket_writes_total', 'Writes to viewers'],
  ['frames', 'ticklane_frames_sent_total', 'Messages to viewers'],
  ['bytes', 'ticklane_bytes_sent_total', 'Bytes to viewers, framing included'],
  ['updates', 'ticklane_updates_sent_total', 'Updates of an instrument, once for each viewer that got them'],
  ['snapshots', 'ticklane_snapshots_sent_total', 'Snapshots to single viewers'],
  ['checks', 'ticklane_state_checks_total', 'State checks, once for all viewers that share one'],
  ['mismatches', 'ticklane_state_mismatches_total', 'Streams that viewers found wrong or incomplete'],
  ['paused', 'ticklane_viewers_paused_total', 'Times a viewer read too slowly and was paused'],
  ['resumed', 'ticklane_viewers_resumed_total', 'Times a paused viewer had caught up'],
  ['messages', 'ticklane_client_messages_total', 'Messages from viewers'],
  ['invalidMessages', 'ticklane_client_messages_invalid_total', 'Messages that were answered with an error'],
  ['polls', 'ticklane_polls_total', 'Requests of long polls'],
  ['socketErrors', 'ticklane_socket_errors_total', 'Connections that ended with a fault of the socket or the protocol'],
] as const

/** What the broadcast stage says of itself to /metrics. */
export function* streamMetrics(broadcaster: Broadcaster): Iterable<MetricSample> {
  const { counters } = broadcaster
  for (const [key, name, help] of totals) yield { name, help, type: 'counter', value: counters[key] }
  for (const [refusal, value] of Object.entries(counters.refused)) {
    const name = 'ticklane_connections_refused_total'
    yield { name, help: 'Connections refused, by reason', type: 'counter', value, labels: { reason: refusal } }
  }
  for (const [close, value] of Object.entries(counters.closed)) {
    const name = 'ticklane_connections_closed_total'
    yield { name, help: 'Connections closed by the server, by reason', type: 'counter', value, labels: { reason: close } }
  }
  for (const [transport, value] of broadcaster.viewers.byTransport()) {
    yield { name: 'ticklane_viewers', help: 'Viewers connected now', type: 'gauge', value, labels: { transport } }
  }
  const cohorts = broadcaster.cohortCount
  yield {
    name: 'ticklane_cohorts',
    help: 'Different lists of instruments, rates and encodings in use',
    type: 'gauge',
    value: cohorts,
  }
}
