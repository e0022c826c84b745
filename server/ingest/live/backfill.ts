import type { CancelTimer, Clock } from '../../../lib/market/clock.ts'
import { type AwaitedTrades, FeedError, type LostTrades } from '../../../lib/market/feed.ts'
import type { IngestInstrument } from '../instrument-table.ts'
import type { Problems } from '../problems.ts'
import type { MissingTrades, TradeIntake } from '../trade-intake.ts'
import type { VenueProtocol } from './protocol.ts'

/** Reordered trades arrive by themselves within this time; only what then is still missing is fetched. */
const settleMs = 1_000
/** A longer outage is left to the history of bars: fetching an hour of trades would take minutes. */
const tradesMax = 20_000
const attemptsMax = 3
const retryMs = 5_000

export interface BackfillListener {
  /** Trades of this instrument did not come by themselves: what else the stream said meanwhile is missing, too. */
  onMissed(instrument: IngestInstrument): void
  onLost(lost: LostTrades): void
  /** From the moment that a gap is seen until it is closed or its trades are told as lost. */
  onAwaited(awaited: AwaitedTrades): void
}

/** Fetches trades that were missed, and gives them to the intake, which counts each once at its own time. */
export class Backfill {
  readonly #protocol: VenueProtocol
  readonly #clock: Clock
  readonly #problems: Problems
  readonly #listener: BackfillListener
  readonly #waiting = new Map<IngestInstrument, CancelTimer>()
  readonly #stopping = new AbortController()
  /** Before it nothing is claimed of this feed. */
  readonly #beganAtMs: number

  constructor(protocol: VenueProtocol, clock: Clock, problems: Problems, listener: BackfillListener) {
    this.#protocol = protocol
    this.#clock = clock
    this.#problems = problems
    this.#listener = listener
    this.#beganAtMs = clock.now()
  }

  /** A gap was seen. Called again for the same instrument while waiting, it changes nothing. */
  request(instrument: IngestInstrument, intake: TradeIntake, attempt = 1): void {
    if (this.#waiting.has(instrument) || this.#stopping.signal.aborted) return
    this.#tellAwaited(instrument, intake)
    const cancel = this.#clock.after(attempt === 1 ? settleMs : retryMs * attempt, () => {
      this.#waiting.delete(instrument)
      void this.#run(instrument, intake, attempt)
    })
    this.#waiting.set(instrument, cancel)
  }

  /**
   * A new connection stands: trades since the last one received are asked for, since a quiet instrument's next trade, which
   * would show the gap, may be hours away. A failure is no loss: that trade will show it.
   */
  async resume(instrument: IngestInstrument, intake: TradeIntake): Promise<void> {
    const { fetchTrades, tellsLastTrade } = this.#protocol
    const from = intake.resumeFrom(instrument)
    if (fetchTrades === undefined || tellsLastTrade === true || from === undefined) return
    try {
      const trades = await fetchTrades(instrument, { ...from, toId: from.fromId + tradesMax - 1 }, this.#stopping.signal)
      intake.resume(instrument, trades, this.#clock.now())
    } catch (error) {
      if (!(error instanceof FeedError)) throw error
      if (!this.#stopping.signal.aborted) this.#problems.add('resume_failed', () => error.message)
    }
  }

  stop(): void {
    this.#stopping.abort()
    for (const cancel of this.#waiting.values()) cancel()
  }

  async #run(instrument: IngestInstrument, intake: TradeIntake, attempt: number): Promise<void> {
    if (attempt === 1 && intake.missing(instrument).length > 0) this.#listener.onMissed(instrument)
    const again = await this.#fillAll(instrument, intake, attempt)
    if (this.#stopping.signal.aborted) return
    if (again) this.request(instrument, intake, attempt + 1)
    else this.#tellAwaited(instrument, intake)
  }

  /** Whether the venue has to be asked again. */
  async #fillAll(instrument: IngestInstrument, intake: TradeIntake, attempt: number): Promise<boolean> {
    for (const missing of intake.missing(instrument)) {
      try {
        await this.#fill(instrument, intake, missing)
      } catch (error) {
        if (this.#stopping.signal.aborted) return false
        if (!(error instanceof FeedError)) throw error
        if (attempt < attemptsMax) return true
        this.#giveUp(instrument, intake, missing, error.message)
      }
    }
    return false
  }

  #tellAwaited(instrument: IngestInstrument, intake: TradeIntake): void {
    const [oldest] = intake.missing(instrument)
    this.#listener.onAwaited({ id: instrument.id, sinceMs: oldest === undefined ? undefined : this.#sinceMs(oldest) })
  }

  /** A hole before the first trade began no earlier than this feed did. */
  #sinceMs({ sinceMs }: MissingTrades): number {
    return sinceMs > 0 ? sinceMs : this.#beganAtMs
  }

  async #fill(instrument: IngestInstrument, intake: TradeIntake, missing: MissingTrades): Promise<void> {
    const { fetchTrades } = this.#protocol
    const count = missing.toId - missing.fromId + 1
    if (fetchTrades === undefined || count > tradesMax) {
      this.#giveUp(
        instrument,
        intake,
        missing,
        fetchTrades === undefined ? 'the venue does not send them again' : `more than ${tradesMax}`,
      )
      return
    }
    const trades = await fetchTrades(instrument, missing, this.#stopping.signal)
    intake.fill(instrument, trades, this.#clock.now())
    const left = intake.missing(instrument).filter(({ fromId, toId }) => fromId <= missing.toId && toId >= missing.fromId)
    for (const range of left) this.#giveUp(instrument, intake, range, 'the venue’s REST side does not have them')
  }

  #giveUp(instrument: IngestInstrument, intake: TradeIntake, missing: MissingTrades, reason: string): void {
    intake.abandon(instrument, missing)
    const newestMs = intake.resumeFrom(instrument)?.sinceMs ?? 0
    const fromMs = this.#sinceMs(missing)
    this.#listener.onLost({ id: instrument.id, fromMs, toMs: Math.max(newestMs, fromMs) + 1 })
    const { fromId, toId } = missing
    this.#problems.add('trades_lost', () => `Trades ${fromId} to ${toId} of ${instrument.venueSymbol} stay missing: ${reason}`)
  }
}
