import { basename } from 'node:path'
import type { Clock } from '../../../lib/market/clock.ts'
import { type Feed, FeedError, type FeedSink, type FeedState } from '../../../lib/market/feed.ts'
import { InstrumentTable } from '../instrument-table.ts'
import type { VenueMapper } from '../mapper.ts'
import { type Problem, Problems } from '../problems.ts'
import { Pacer } from './pacer.ts'
import { scanRecording } from './scan.ts'
import { openSource, type ReplaySource } from './source.ts'
import { type ReplayVenue, replayVenue } from './venues.ts'

export interface ReplayOptions {
  /** Path of a recording; several of one venue joined by `+` are played as one. */
  readonly file: string
  /** 1 as recorded, up to 1000; Infinity as fast as possible. */
  readonly speed: number
  readonly clock: Clock
  readonly onState: (state: FeedState) => void
  readonly onProblem: (problem: Problem) => void
}

/**
 * Plays a recording once, in its order (P8). Venue times stay the recording's; received times are this server's own, as the
 * origin `replay` tells. At the end, also one that comes early because the file is damaged, its instruments are closed.
 * Rejects with FeedError when the recording cannot be opened or holds no venue's messages.
 */
export async function createReplayFeed(options: ReplayOptions): Promise<Feed> {
  const source = await openSource(options.file)
  return new ReplayFeed(options, source, replayVenue(source.venue))
}

class ReplayFeed implements Feed {
  readonly name: string
  readonly venue: string
  readonly origin = 'replay'
  readonly #options: ReplayOptions
  readonly #source: ReplaySource
  readonly #venue: ReplayVenue
  readonly #pacer: Pacer
  readonly #problems: Problems
  #playing: Promise<void> = Promise.resolve()

  constructor(options: ReplayOptions, source: ReplaySource, venue: ReplayVenue) {
    this.name = `replay:${source.files.map((file) => basename(file)).join('+')}`
    this.venue = venue.venue
    this.#options = options
    this.#source = source
    this.#venue = venue
    this.#pacer = new Pacer(options.clock, options.speed)
    this.#problems = new Problems(this.name, () => options.clock.now(), options.onProblem)
  }

  async start(sink: FeedSink): Promise<void> {
    this.#say('connecting', 'reading tick and lot sizes')
    const scan = await scanRecording(this.#source, this.#venue)
    if (scan.definitions.size === 0) {
      throw (
        scan.failure ??
        new FeedError('recording_empty', `Cannot replay ${this.#options.file}: no message of it is about an instrument`)
      )
    }
    const table = new InstrumentTable(sink, (symbol) => scan.definitions.get(symbol), this.#problems)
    for (const symbol of scan.definitions.keys()) table.get(symbol)
    const mapper = this.#venue.createMapper({
      sink,
      table,
      problems: this.#problems,
      notice: () => undefined,
      heard: () => undefined,
    })
    this.#say('connected', speedText(this.#options.speed))
    this.#playing = this.#play(sink, mapper, table)
  }

  async stop(): Promise<void> {
    this.#pacer.stop()
    await this.#playing
  }

  async #play(sink: FeedSink, mapper: VenueMapper, table: InstrumentTable): Promise<void> {
    let end: { state: 'finished' | 'failed'; reason: string } = { state: 'finished', reason: 'the recording has ended' }
    try {
      await this.#playMessages(mapper)
    } catch (error) {
      // Also a fault of a later stage ends this feed only, and is seen in its state.
      const reason = error instanceof Error ? error.message : String(error)
      this.#problems.add(error instanceof FeedError ? error.code : 'replay_failed', () => reason)
      end = { state: 'failed', reason }
    }
    if (this.#pacer.stopped) return
    for (const { id } of table.all()) sink.status(id, 'closed', end.reason)
    this.#say(end.state, end.reason)
  }

  async #playMessages(mapper: VenueMapper): Promise<void> {
    const { clock } = this.#options
    const skip = (_line: number, message: string) => this.#problems.add('bad_line', () => message)
    for await (const messages of this.#source.read(skip)) {
      for (const message of messages) {
        for (let wait = this.#pacer.waitMs(message.timeMs); wait > 0; wait = this.#pacer.waitMs(message.timeMs))
          await this.#pacer.pause(wait)
        if (this.#pacer.stopped) return
        mapper.message(message.raw, clock.now())
      }
    }
  }

  #say(state: FeedState['state'], reason: string): void {
    const { clock, onState } = this.#options
    onState({ feed: this.name, venue: this.venue, origin: this.origin, state, reason, sinceMs: clock.now() })
  }
}

function speedText(speed: number): string {
  if (speed === 1) return 'at the speed of the recording'
  return Number.isFinite(speed) ? `at ${speed} times the speed of the recording` : 'as fast as possible'
}
