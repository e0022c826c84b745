import { type ChartBars, currentBars, insertBars, prependBars, sameSubject } from '@/components/chart/chart-bars.ts'
import { barsOf, loadBars } from '@/lib/api/bars.ts'
import { barIndexAtOrAfter } from '@/lib/chart/bar-follower.ts'
import { type Hole, suspectedHoles } from '@/lib/chart/holes.ts'
import { type Bar, barStartMs, type Interval } from '@/lib/market/bar.ts'
import type { BarsResponse } from '@/lib/protocol/rest.ts'
import type { StreamClient } from '@/lib/stream/types.ts'

/** What is known of the bars before the first. */
export type OlderBars = 'unasked' | 'loading' | 'none' | 'failed'

export interface BarHistory {
  readonly bars: ChartBars | undefined
  readonly older: OlderBars
  /** Spans within the bars for which nothing is known, ascending. */
  readonly holes: readonly Hole[]
  /** The page before the first bar, once at a time. */
  loadOlder(): void
  release(): void
}

export interface BarHistoryListener {
  /** All of it is new, or older bars came in front. */
  onBars(bars: ChartBars): void
  onUpdate(bars: ChartBars, changed: readonly Bar[]): void
  /** `older` or `holes` are others. */
  onKnowledge?(): void
}

const pageBars = 1000
const afterFailureMs = 5000
/** A server answers for itself when its venue is slow: that it had nothing is believed when it says so twice. */
const unsureMs = 2000
const firstPauseMs = 5000
/** As long as a server does not ask a venue again that had nothing. */
const holePauseMaxMs = 300_000

/** The bars of one instrument and interval: the newest from the stream, older ones page by page as somebody asks for them. */
export function followHistory(
  client: StreamClient,
  symbol: string,
  interval: Interval,
  listener: BarHistoryListener,
): BarHistory {
  let bars: ChartBars | undefined
  let older: OlderBars = 'unasked'
  let holes: readonly Hole[] = []
  let pauseMs = firstPauseMs
  let askAgainMs = Number.POSITIVE_INFINITY
  let isUnsure = false
  let timer: ReturnType<typeof setTimeout> | undefined
  let holePauseMs = firstPauseMs
  let holeTimer: ReturnType<typeof setTimeout> | undefined
  const left = new AbortController()

  const know = (next: OlderBars): void => {
    older = next
    listener.onKnowledge?.()
  }
  const addHoles = (found: readonly Hole[]): void => {
    const fresh = found.filter((hole) => !holes.some((known) => known.fromMs === hole.fromMs))
    if (fresh.length === 0) return
    holePauseMs = firstPauseMs
    setHoles([...fresh, ...holes])
  }
  const setHoles = (next: readonly Hole[]): void => {
    holes = next.toSorted((a, b) => a.fromMs - b.fromMs)
    clearTimeout(holeTimer)
    if (holes.length > 0) holeTimer = setTimeout(askAgainForHoles, holePauseMs)
    listener.onKnowledge?.()
  }

  /** A question makes the server fetch what it lacks: the answers to later ones have it. */
  const askAgainForHoles = (): void => {
    holePauseMs = Math.min(2 * holePauseMs, holePauseMaxMs)
    closeHoles().catch((error: unknown) => {
      if (warn(error, left.signal, 'Cannot ask again for holes in the bars:')) setHoles(holes)
    })
  }
  const closeHoles = async (): Promise<void> => {
    const before = bars
    for (const hole of holes) {
      // With the bar that the hole begins in.
      const fromMs = barStartMs(hole.fromMs, interval)
      const page = await loadBars(symbol, interval, pageBars, { fromMs, toMs: hole.toMs, signal: left.signal })
      if (left.signal.aborted || bars === undefined) return
      if (isComparable(page, bars)) bars = insertBars(barsOf(page), bars)
      // Older than a full page: there, and not in it.
      const beyond = { fromMs: hole.fromMs, toMs: page.next === null ? hole.fromMs : (page.bars[0]?.[0] ?? hole.fromMs) }
      const open = clipped([beyond, ...page.missing.map(asHole)], hole)
      holes = holes.flatMap((each) => (each === hole ? open : [each]))
    }
    setHoles(holes)
    if (bars !== undefined && bars !== before) listener.onBars(bars)
  }

  /** After a pause, each longer than the one before, somebody may ask once more. */
  const rest = (hopeful: boolean): void => {
    askAgainMs = hopeful ? performance.now() + pauseMs : Number.POSITIVE_INFINITY
    if (!hopeful) return
    timer = setTimeout(() => listener.onKnowledge?.(), pauseMs)
    pauseMs *= 2
  }

  /** The stream sends bars and not what is missing between them. */
  const askForHoles = async (of: ChartBars): Promise<void> => {
    for (const { fromMs, toMs } of suspectedHoles(of.bars, interval)) {
      const page = await loadBars(symbol, interval, 1, { fromMs, toMs, signal: left.signal })
      if (left.signal.aborted) return
      addHoles(clipped(page.missing.map(asHole), { fromMs, toMs }))
    }
  }

  const ask = (): void => {
    const firstMs = bars?.bars[0]?.timeMs
    if (firstMs === undefined || older !== 'loading') return
    loadOlder(firstMs).catch((error: unknown) => {
      if (!warn(error, left.signal, 'Cannot load older bars:')) return
      know('failed')
      // The chart stays as it is; the next scroll towards the edge asks again, a little later.
      timer = setTimeout(() => know('unasked'), afterFailureMs)
    })
  }
  const loadOlder = async (firstMs: number): Promise<void> => {
    // With the first bar once more: what was known may have begun in the middle of it.
    const page = await loadBars(symbol, interval, pageBars, { toMs: firstMs + 1, signal: left.signal })
    if (left.signal.aborted || bars === undefined) return
    const comparable = isComparable(page, bars)
    const more = comparable && page.bars.some(([timeMs]) => timeMs < firstMs)
    const before = bars
    if (comparable) bars = prependBars(barsOf(page), bars)
    if (more) {
      const startMs = bars.bars[0]?.timeMs ?? firstMs
      addHoles(clipped(page.missing.map(asHole), { fromMs: startMs, toMs: firstMs }))
    }
    // A server that fetches the past from its venue has more with each question; without a bar more, it has no more for now.
    const mayHaveMore = more && (page.next !== null || page.missing.some(([from]) => from < firstMs))
    const hopeful = comparable && page.missing.length > 0
    isUnsure = hopeful && !more && !isUnsure
    if (isUnsure) {
      timer = setTimeout(ask, unsureMs)
      if (bars !== before) listener.onBars(bars)
      return
    }
    if (!mayHaveMore) rest(hopeful)
    // First what follows from it, then the bars: drawing them may ask for the next page at once.
    know(mayHaveMore ? 'unasked' : 'none')
    if (bars !== before) listener.onBars(bars)
  }

  const release = client.watchBars(symbol, interval, pageBars, {
    onHistory(series) {
      if (bars !== undefined && !sameSubject(bars.series, series)) older = 'unasked'
      bars = currentBars(series, bars)
      const own = series.bars
      const empty = holes.filter(({ fromMs, toMs }) => (own[barIndexAtOrAfter(own, fromMs)]?.timeMs ?? toMs) >= toMs)
      if (empty.length < holes.length) setHoles(empty)
      listener.onBars(bars)
      askForHoles(bars).catch((error: unknown) => warn(error, left.signal, 'Cannot ask for holes in the bars:'))
    },
    onUpdate(changed, series) {
      bars = currentBars(series, bars)
      listener.onUpdate(bars, changed)
    },
  })

  return {
    get bars() {
      return bars
    },
    get older() {
      return older
    },
    get holes() {
      return holes
    },
    loadOlder() {
      const firstMs = bars?.bars[0]?.timeMs
      const again = older === 'none' && performance.now() >= askAgainMs
      if (firstMs === undefined || (older !== 'unasked' && !again)) return
      know('loading')
      ask()
    },
    release() {
      left.abort()
      clearTimeout(timer)
      clearTimeout(holeTimer)
      release()
    },
  }
}

function asHole([fromMs, toMs]: readonly [number, number]): Hole {
  return { fromMs, toMs }
}

/** What of these spans is within one. */
function clipped(spans: readonly Hole[], { fromMs, toMs }: Hole): Hole[] {
  return spans
    .map((span) => ({ fromMs: Math.max(span.fromMs, fromMs), toMs: Math.min(span.toMs, toMs) }))
    .filter((span) => span.fromMs < span.toMs)
}

function isComparable({ tickSize, lotSize }: BarsResponse, { series: { instrument } }: ChartBars): boolean {
  return tickSize === instrument.tickSize && lotSize === instrument.lotSize
}

/** Whether it was a failure: what was given up on purpose is none. */
function warn(error: unknown, signal: AbortSignal, text: string): boolean {
  if (signal.aborted) return false
  console.warn(text, error)
  return true
}
