import type { Clock } from '../lib/market/clock.ts'
import { type AwaitedTrades, type Feed, FeedError, type FeedSink, type FeedState, type LostTrades } from '../lib/market/feed.ts'
import type { HistorySource } from '../lib/market/history-source.ts'
import type { InstrumentId } from '../lib/market/units.ts'
import type { Config, FeedSpec } from './config.ts'
import { createVenueFeed } from './ingest/live/create-feed.ts'
import type { Problem } from './ingest/problems.ts'
import { createReplayFeed } from './ingest/replay/feed.ts'
import type { RecordedRange } from './ingest/sim/day-so-far.ts'
import { createSimFeed } from './ingest/sim/feed.ts'
import { SimHistory } from './ingest/sim/history.ts'
import { venueAccess, venues } from './ingest/venues.ts'

export interface FeedsOptions {
  readonly config: Config
  readonly clock: Clock
  readonly onProblem: (problem: Problem) => void
  readonly onChange: (states: readonly FeedState[], changed: FeedState) => void
  readonly onLost?: (lost: LostTrades) => void
  readonly onAwaited?: (awaited: AwaitedTrades) => void
  /** Of the bars that charts have. */
  readonly recorded?: RecordedRange
}

interface Made {
  readonly feed: Feed
  readonly history?: HistorySource | undefined
}

/** The feeds that FEED names, and what each says of itself. One that fails is shown as failed and leaves the others running. */
export class Feeds {
  readonly #options: FeedsOptions
  readonly #states = new Map<string, FeedState>()
  readonly #made: { readonly spec: FeedSpec; readonly feed: Feed }[] = []
  /** Where the past of these feeds can be asked for. */
  readonly historySources: HistorySource[] = []

  private constructor(options: FeedsOptions) {
    this.#options = options
  }

  static async create(options: FeedsOptions): Promise<Feeds> {
    const feeds = new Feeds(options)
    for (const spec of options.config.FEED) await feeds.#make(spec)
    return feeds
  }

  /** Resolves when each has started or failed. */
  async start(sink: FeedSink): Promise<void> {
    await Promise.all(this.#made.map(({ spec, feed }) => this.#orFailed(spec, () => feed.start(sink))))
  }

  find(name: string): Feed | undefined {
    return this.#made.find(({ feed }) => feed.name === name)?.feed
  }

  barsFilled(id: InstrumentId): void {
    for (const { feed } of this.#made) feed.barsFilled?.(id)
  }

  states(): readonly FeedState[] {
    return [...this.#states.values()]
  }

  async stop(): Promise<void> {
    await Promise.all(this.#made.map(({ feed }) => feed.stop()))
  }

  async #make(spec: FeedSpec): Promise<void> {
    await this.#orFailed(spec, async () => {
      const { feed, history } = await createFeed(spec, this.#options, (state) => this.#set(state))
      const other = this.#made.find((made) => made.feed.venue === feed.venue)
      // Their instruments would be the same ones, and their origins and trades would mix.
      if (other !== undefined) {
        throw new FeedError(
          'duplicate_venue',
          `Cannot run ${feed.name} beside ${other.feed.name}: both are feeds of ${feed.venue}`,
        )
      }
      this.#made.push({ spec, feed })
      if (history !== undefined) this.historySources.push(history)
    })
  }

  async #orFailed(spec: FeedSpec, action: () => Promise<void>): Promise<void> {
    try {
      await action()
    } catch (error) {
      if (!(error instanceof FeedError)) throw error
      this.#set(failed(spec, error, this.#options.clock.now()))
    }
  }

  #set(state: FeedState): void {
    this.#states.set(state.feed, state)
    this.#options.onChange(this.states(), state)
  }
}

async function createFeed(spec: FeedSpec, options: FeedsOptions, onState: (state: FeedState) => void): Promise<Made> {
  const { config, clock, onProblem, onLost, onAwaited, recorded } = options
  switch (spec.kind) {
    case 'sim': {
      const { SIM_SEED: seed, SIM_SYMBOLS: symbols, SIM_TICKS_PER_SECOND: ticksPerSecond, SIM_ACTIVITY: activity } = config
      const shape = { seed, symbols, ticksPerSecond, activity }
      const history = new SimHistory({ ...shape, stockSessions: 'short-day' })
      return {
        feed: createSimFeed({ ...shape, stockSessions: 'short-day', clock, onState, ...(recorded && { recorded }) }),
        history,
      }
    }
    case 'replay':
      return { feed: await createReplayFeed({ file: spec.file, speed: config.REPLAY_SPEED, clock, onState, onProblem }) }
    case 'venue': {
      const access = venueAccess(spec.venue, config.venueVariables)
      const feed = createVenueFeed(spec.venue, access, {
        ...{ symbols: config.SYMBOLS, clock, onState, onProblem },
        ...(onLost === undefined ? {} : { onLost }),
        ...(onAwaited === undefined ? {} : { onAwaited }),
      })
      return { feed, history: feed.history }
    }
  }
}

function failed(spec: FeedSpec, error: FeedError, nowMs: number): FeedState {
  const reason = error.message
  switch (spec.kind) {
    case 'sim':
      return { feed: 'sim', venue: 'SIM', origin: 'simulated', state: 'failed', reason, sinceMs: nowMs }
    case 'replay':
      return { feed: `replay:${spec.file}`, venue: 'REPLAY', origin: 'replay', state: 'failed', reason, sinceMs: nowMs }
    case 'venue':
      return { feed: spec.venue, venue: venues[spec.venue].venue, origin: 'live', state: 'failed', reason, sinceMs: nowMs }
  }
}
