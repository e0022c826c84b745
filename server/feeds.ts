import type { Clock } from '../lib/market/clock.ts'
import { type Feed, FeedError, type FeedSink, type FeedState } from '../lib/market/feed.ts'
import type { HistorySource } from '../lib/market/history-source.ts'
import type { Config, FeedSpec } from './config.ts'
import type { Problem } from './ingest/problems.ts'
import { createReplayFeed } from './ingest/replay/feed.ts'
import { createSimFeed } from './ingest/sim/feed.ts'
import { SimHistory } from './ingest/sim/history.ts'

export interface FeedContext {
  readonly config: Config
  readonly clock: Clock
  readonly onState: (state: FeedState) => void
  readonly onProblem: (problem: Problem) => void
}

/** Makes the feed that FEED names. Rejects with FeedError when it can never run: no such file, a missing key. */
export async function createFeed(spec: FeedSpec, context: FeedContext): Promise<Feed> {
  const { config, clock, onState, onProblem } = context
  switch (spec.kind) {
    case 'sim':
      return createSimFeed({
        seed: config.SIM_SEED,
        symbols: config.SIM_SYMBOLS,
        ticksPerSecond: config.SIM_TICKS_PER_SECOND,
        clock,
        onState,
      })
    case 'replay':
      return await createReplayFeed({ file: spec.file, speed: config.REPLAY_SPEED, clock, onState, onProblem })
    default:
      throw new FeedError('feed_unavailable', `Cannot start feed ${JSON.stringify(spec)}`)
  }
}

/** Where the past of the feeds in FEED can be asked for. */
export function historySources(config: Config): HistorySource[] {
  return config.FEED.flatMap((spec) => {
    if (spec.kind !== 'sim') return []
    const { SIM_SEED, SIM_SYMBOLS, SIM_TICKS_PER_SECOND } = config
    return [
      new SimHistory({ seed: SIM_SEED, symbols: SIM_SYMBOLS, ticksPerSecond: SIM_TICKS_PER_SECOND, stockSessions: 'short-day' }),
    ]
  })
}

type FeedsChanged = (states: readonly FeedState[], changed: FeedState) => void

/** The running feeds and what each says of itself. */
export class Feeds {
  readonly #states = new Map<string, FeedState>()
  readonly #running: Feed[] = []
  readonly #onChange: FeedsChanged

  constructor(onChange: FeedsChanged) {
    this.#onChange = onChange
  }

  /** Starts all; one that fails is shown as failed and leaves the others running. Resolves when each has started or failed. */
  async start(specs: readonly FeedSpec[], sink: FeedSink, context: Omit<FeedContext, 'onState'>): Promise<void> {
    const onState = (state: FeedState) => this.#set(state)
    await Promise.all(
      specs.map(async (spec) => {
        try {
          const feed = await createFeed(spec, { ...context, onState })
          this.#running.push(feed)
          await feed.start(sink)
        } catch (error) {
          if (!(error instanceof FeedError)) throw error
          this.#set(failed(spec, error, context.clock.now()))
        }
      }),
    )
  }

  states(): readonly FeedState[] {
    return [...this.#states.values()]
  }

  async stop(): Promise<void> {
    await Promise.all(this.#running.map((feed) => feed.stop()))
  }

  #set(state: FeedState): void {
    this.#states.set(state.feed, state)
    this.#onChange(this.states(), state)
  }
}

function failed(spec: FeedSpec, error: FeedError, nowMs: number): FeedState {
  const names = {
    sim: { feed: 'sim', venue: 'SIM', origin: 'simulated' },
    replay: { feed: spec.kind === 'replay' ? `replay:${spec.file}` : '', venue: 'REPLAY', origin: 'replay' },
    venue: {
      feed: spec.kind === 'venue' ? spec.venue : '',
      venue: spec.kind === 'venue' ? spec.venue.toUpperCase() : '',
      origin: 'live',
    },
  } as const
  return { ...names[spec.kind], state: 'failed', reason: error.message, sinceMs: nowMs }
}
