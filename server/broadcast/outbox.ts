import type { StreamCounters } from './counters.ts'
import type { FrameSlab } from './frame-slab.ts'
import type { Session } from './session.ts'
import { frameFor } from './shared-frame.ts'

/** Collects the frames of a flush instant by session, so that each session gets them in one write. */
export class Outbox {
  readonly #slab: FrameSlab
  readonly #counters: StreamCounters
  readonly #bufferedBytesMax: number
  readonly #onCongested: (session: Session) => void
  readonly #onFlooded: (session: Session) => void
  readonly #touched: Session[] = []

  constructor(parts: {
    slab: FrameSlab
    counters: StreamCounters
    bufferedBytesMax: number
    /** At a flush more than `bufferedBytesMax` of what was written before it had not left yet. */
    onCongested: (session: Session) => void
    /** It asks for more and more and reads none of it. */
    onFlooded: (session: Session) => void
  }) {
    this.#slab = parts.slab
    this.#counters = parts.counters
    this.#bufferedBytesMax = parts.bufferedBytesMax
    this.#onCongested = parts.onCongested
    this.#onFlooded = parts.onFlooded
  }

  /** Goes out at the end of the instant. */
  enqueue(session: Session, frame: Buffer): void {
    if (session.queued === undefined) {
      session.queued = frame
      this.#touched.push(session)
    } else if (session.queuedMore === undefined) {
      session.queuedMore = [frame]
    } else {
      session.queuedMore.push(frame)
    }
  }

  /** One message for one session, in order with what is queued for it, at once. */
  send(session: Session, payload: Uint8Array, binary: boolean): void {
    this.sendFrame(session, frameFor(session.transport.kind, payload, binary))
  }

  /** A whole frame of the session's transport, in order with what is queued for it, at once. */
  sendFrame(session: Session, frame: Buffer): void {
    if (session.over) return
    if (session.queued !== undefined) this.#write(session)
    this.#counters.frames += 1
    const buffered = this.#settle(session, frame)
    // Answers may be large (5,000 bars, 5,000 snapshots), so that the bound is far above a flush's.
    if (buffered > 64 * this.#bufferedBytesMax) this.#onFlooded(session)
  }

  /** Ends the instant. */
  flush(): void {
    for (let index = 0; index < this.#touched.length; index++) {
      const session = this.#touched[index] as Session
      if (this.#write(session) > this.#bufferedBytesMax) this.#onCongested(session)
    }
    this.#touched.length = 0
    this.#slab.recycle()
  }

  /** Returns how many bytes from before this write the kernel has not taken. */
  #write(session: Session): number {
    const { queued, queuedMore } = session
    if (queued === undefined) return 0
    session.queued = undefined
    if (queuedMore === undefined) {
      this.#counters.frames += 1
      return this.#settle(session, queued) - queued.length
    }
    session.queuedMore = undefined
    this.#counters.frames += 1 + queuedMore.length
    const joined = this.#join(queued, queuedMore)
    return this.#settle(session, joined) - joined.length
  }

  #join(first: Buffer, more: readonly Buffer[]): Buffer {
    let length = first.length
    for (const frame of more) length += frame.length
    this.#slab.reserve(length)
    const start = this.#slab.offset
    this.#slab.buffer.set(first, start)
    let position = start + first.length
    for (const frame of more) {
      this.#slab.buffer.set(frame, position)
      position += frame.length
    }
    return this.#slab.take(start, position)
  }

  /** Returns the bytes that the kernel has not taken. */
  #settle(session: Session, frames: Buffer): number {
    if (session.closed) return 0
    this.#counters.writes += 1
    this.#counters.bytes += frames.length
    const buffered = session.transport.write(frames)
    if (buffered > 0) this.#slab.keep(frames)
    return buffered
  }
}
