import type { Clock } from '../../lib/market/clock.ts'
import type { FeedState } from '../../lib/market/feed.ts'
import type { Outbox } from './outbox.ts'
import type { Session } from './session.ts'
import { SharedFrame } from './shared-frame.ts'
import type { Viewers } from './viewers.ts'

/** How the feeds are, told to every viewer; to one that is paused when it reads again. */
export class FeedNotices {
  current: readonly FeedState[] = []
  readonly #viewers: Viewers
  readonly #outbox: Outbox
  readonly #clock: Clock

  constructor(viewers: Viewers, outbox: Outbox, clock: Clock) {
    this.#viewers = viewers
    this.#outbox = outbox
    this.#clock = clock
  }

  set(feeds: readonly FeedState[]): void {
    this.current = feeds
    const frame = new SharedFrame()
    frame.set(this.#message(), false)
    for (const session of this.#viewers.all()) {
      if (session.paused) session.feedsMissed = true
      else this.#outbox.sendFrame(session, frame.for(session.transport.kind))
    }
  }

  catchUp(session: Session): void {
    if (!session.feedsMissed) return
    session.feedsMissed = false
    this.#outbox.send(session, this.#message(), false)
  }

  #message(): Buffer {
    return Buffer.from(JSON.stringify({ type: 'status', timeMs: Math.round(this.#clock.now()), feeds: this.current }))
  }
}
