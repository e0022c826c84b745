import { type Bar, type Interval, intervalLengthMs, intervals } from '../market/bar.ts'
import type { BitReader } from './bit-reader.ts'
import type { BitWriter } from './bit-writer.ts'
import { frameByte, otherKinds, otherTier } from './frame-header.ts'
import { numberBytesMax, readAdaptive, readSignedAdaptive, writeAdaptive, writeSignedAdaptive } from './number-code.ts'
import { ProtocolError } from './protocol-error.ts'

const open = 0
const close = 1
const wick = 2
const volumeHigh = 3
const volumeLow = 4
const trades = 5
const gap = 6
const initialStates = [80, 64, 40, 0, 192, 64, 0] as const
const states = new Uint16Array(initialStates.length)
const barBytesMax = 8 * numberBytesMax

export interface BarsFrame {
  readonly instrument: number
  readonly interval: Interval
  readonly gridTime: number
  readonly history: boolean
  /** Ascending by time. */
  readonly bars: readonly Bar[]
}

export function writeBarsFrame(writer: BitWriter, tier: number, frame: BarsFrame): void {
  const { bars } = frame
  const length = intervalLengthMs(frame.interval)
  writer.reserve(48 + bars.length * barBytesMax)
  writer.byte(frameByte(otherTier, otherKinds.bars, tier))
  writer.varint(frame.gridTime)
  writer.varint(frame.instrument)
  writer.byte(intervals.indexOf(frame.interval) * 2 + (frame.history ? 1 : 0))
  writer.varint(bars.length)
  states.set(initialStates)
  let before: Bar | undefined
  for (const bar of bars) {
    if (before === undefined) writer.varint(bar.timeMs / length)
    else writeAdaptive(writer, states, gap, (bar.timeMs - before.timeMs) / length - 1)
    writeSignedAdaptive(writer, states, open, bar.open - (before?.close ?? 0))
    writeSignedAdaptive(writer, states, close, bar.close - bar.open)
    writeAdaptive(writer, states, wick, bar.high - Math.max(bar.open, bar.close))
    writeAdaptive(writer, states, wick, Math.min(bar.open, bar.close) - bar.low)
    writeAdaptive(writer, states, volumeHigh, bar.volumeHigh)
    writeAdaptive(writer, states, volumeLow, bar.volumeLow)
    writeAdaptive(writer, states, trades, bar.tradeCount)
    before = bar
  }
  writer.align()
}

/** Behind the header byte. Fresh objects. */
export function readBarsFrame(reader: BitReader): BarsFrame {
  const gridTime = reader.varint()
  const instrument = reader.varint()
  const code = reader.byte()
  const interval = intervals[code >>> 1]
  if (interval === undefined)
    throw new ProtocolError('malformed', `interval ${code >>> 1}, expected 0 to ${intervals.length - 1}`)
  const length = intervalLengthMs(interval)
  const count = reader.varint()
  // The shortest bar is 8 bits.
  if (count > reader.bytesLeft) throw new ProtocolError('truncated', `${count} bars in ${reader.bytesLeft} bytes`)
  const bars: Bar[] = []
  states.set(initialStates)
  let timeMs = count > 0 ? reader.varint() * length : 0
  let closeBefore = 0
  for (let index = 0; index < count; index++) {
    if (index > 0) timeMs += (readAdaptive(reader, states, gap) + 1) * length
    const opened = closeBefore + readSignedAdaptive(reader, states, open)
    const closed = opened + readSignedAdaptive(reader, states, close)
    bars.push({
      timeMs,
      open: opened,
      high: Math.max(opened, closed) + readAdaptive(reader, states, wick),
      low: Math.min(opened, closed) - readAdaptive(reader, states, wick),
      close: closed,
      volumeHigh: readAdaptive(reader, states, volumeHigh),
      volumeLow: readAdaptive(reader, states, volumeLow),
      tradeCount: readAdaptive(reader, states, trades),
    })
    closeBefore = closed
  }
  return { instrument, interval, gridTime, history: (code & 1) === 1, bars }
}
