import type { Session } from '../../server/broadcast/session.ts'
import type { SocketTransport } from './socket-transport.ts'
import type { Violations } from './violations.ts'
import { framesOf, opcodes } from './websocket-frames.ts'

/** Answers may be large: see the bound in the broadcast stage's outbox. */
const answersFactor = 64

const controlTypes = /^\{"type":"(?:hello|subscribed|error|pong|bye|status)"/

/** P3: what is kept for one viewer is bounded, and one that is paused gets answers only. */
export function checkWrite(
  name: string,
  session: Session,
  transport: SocketTransport,
  frames: Buffer,
  bufferedBytesMax: number,
  violations: Violations,
): void {
  const bytesMax = answersFactor * bufferedBytesMax + transport.largestWrite
  if (transport.bufferedBytes + frames.length > bytesMax + frames.length)
    violations.report('P3', `${name}: ${transport.bufferedBytes} bytes are queued, at most ${bytesMax} expected`)
  if (!session.paused) return
  for (const { opcode, payload } of framesOf(frames)) {
    const text = opcode === opcodes.text ? payload.toString('latin1') : ''
    if (controlTypes.test(text) && !text.includes('"check"')) continue
    const what = text === '' ? `binary frame of kind ${(payload[0] ?? 0) >>> 3}` : text.slice(0, 60)
    violations.report('P3', `${name} is paused and gets ${what}`)
    return
  }
}
