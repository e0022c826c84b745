import { holdPageClient, pageClient, pageStreamUrl } from '../../lib/stream/page-client.ts'
import type { StreamClient } from '../../lib/stream/types.ts'

const highestHz = 60

/** What a page under test says of itself. */
export interface PageFigures {
  readonly seconds: number
  /** Between animation frames, by the time of the frame. */
  readonly frameMs: readonly number[]
  readonly longTasksMs: readonly number[]
  /**
   * Of one row, at each frame in which it is written: from the server's flush of the oldest update that was not on screen yet
   * to the end of the frame. What waits to be drawn together counts from the first that waits.
   */
  readonly tickToPaintMs: readonly number[]
  /** Decoded and taken in, as the client counts them, a sample a second. */
  readonly updatesPerSecond: readonly number[]
  readonly state: string
  readonly rateLimitHz: number | null
  readonly checksPassed: number
  readonly checksFailed: number
  readonly rowsInView: number
}

declare global {
  interface Window {
    /** Begins to measure; the function it returns ends it. Absent until the page shows its rows. */
    measure?: () => () => PageFigures
  }
}

/** Offers `window.measure` for a page that shows `client`'s quotes. `rows`: elements that are rows, the first of `watched`. */
export function offerMeasure(client: StreamClient, watched: string, rows: string): void {
  window.measure = () => {
    const began = performance.now()
    const before = client.connection.get()
    const frames = watchFrames()
    const tasks = watchLongTasks()
    const paints = watchPaints(watched, document.querySelector(rows))
    const updatesPerSecond: number[] = []
    const sampling = setInterval(() => updatesPerSecond.push(client.connection.get().updatesPerSecond), 1_000)
    return () => {
      clearInterval(sampling)
      const { state, rateLimit, checksPassed, checksFailed } = client.connection.get()
      return {
        seconds: (performance.now() - began) / 1_000,
        frameMs: frames(),
        longTasksMs: tasks(),
        tickToPaintMs: paints(),
        updatesPerSecond,
        state,
        rateLimitHz: rateLimit?.hz ?? null,
        checksPassed: checksPassed - before.checksPassed,
        checksFailed: checksFailed - before.checksFailed,
        rowsInView: [...document.querySelectorAll(rows)].filter(isInView).length,
      }
    }
  }
}

const samplesMax = 120_000

function watchFrames(): () => number[] {
  const times = new Float64Array(samplesMax)
  let count = 0
  let frame = requestAnimationFrame(function next(timeMs) {
    if (count < samplesMax) times[count++] = timeMs
    frame = requestAnimationFrame(next)
  })
  return () => {
    cancelAnimationFrame(frame)
    return Array.from({ length: Math.max(0, count - 1) }, (_, at) => (times[at + 1] as number) - (times[at] as number))
  }
}

function watchLongTasks(): () => number[] {
  const found: number[] = []
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) found.push(entry.duration)
  })
  observer.observe({ type: 'longtask' })
  return () => {
    for (const entry of observer.takeRecords()) found.push(entry.duration)
    observer.disconnect()
    return found
  }
}

/** Hears of the row by a connection of its own: who asks the page's for every update changes how often that tells the page. */
function watchPaints(symbol: string, row: Element | null): () => number[] {
  const url = `${pageStreamUrl()}?probe`
  const client = pageClient(url)
  const letGo = holdPageClient(url)
  const unwatch = client.watchQuotes([symbol], highestHz)
  const ages = new Float64Array(samplesMax)
  let count = 0
  let oldestMs = 0
  let before = client.quotes.get(symbol)
  const release = client.quotes.subscribe(symbol, () => {
    const quote = client.quotes.get(symbol)
    // Many updates change a size alone, which no page shows.
    const visible = quote?.last !== before?.last || quote?.bid !== before?.bid || quote?.ask !== before?.ask
    before = quote
    if (oldestMs === 0 && visible) oldestMs = quote?.receivedTimeMs ?? 0
  })
  const { port1, port2 } = new MessageChannel()
  port1.onmessage = ({ data }) => {
    if (count < samplesMax) ages[count++] = performance.timeOrigin + performance.now() - Number(data)
  }
  // Told before the frame is painted; a message that is posted here arrives after it.
  const observer = new MutationObserver(() => {
    if (oldestMs !== 0) port2.postMessage(oldestMs)
    oldestMs = 0
  })
  if (row !== null) observer.observe(row, { subtree: true, childList: true, characterData: true })
  return () => {
    release()
    unwatch()
    letGo()
    observer.disconnect()
    port1.close()
    return [...ages.subarray(0, count)]
  }
}

function isInView(element: Element): boolean {
  const { top, bottom } = element.getBoundingClientRect()
  const list = element.closest('[role="rowgroup"], .ag-body-viewport, body')?.getBoundingClientRect()
  return bottom > (list?.top ?? 0) + 1 && top < Math.min(list?.bottom ?? 0, window.innerHeight) - 1
}
