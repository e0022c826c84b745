/**
 * The browser's share of the work: 2,000 instruments that all change at the 60 Hz tier, 60 rows, a chart and the trade tape on
 * screen. Beside it the same stream, decoded by the same client, into AG Grid Community on an otherwise empty page, and as bare
 * text nodes (the floor). All of them receive it in the dashboard's worker. The dashboard writes its
 * rows as often as drawing them takes an eighth of its time (lib/stream/flush-when-drawn.ts), AG Grid and the floor with
 * every flush that they are told of, as they do by themselves; `-4hz` is either of them given the rows in view alone, four times a second. `writes/s` counts those of one row. The server has the first
 * core and the browser the last; figures of the main thread are processor time, of the half of the time in which nothing watches the
 * frames: to watch them is to ask for each (`watched` is the other half).
 *
 *   npm run bench -- browser [--seconds 60] [--symbols 2000] [--ticks 500000] [--pages ticklane,ag-grid,floor]
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { launchBrowser } from '../tests/support/browser.ts'
import { buildPages, type Subject, subjects } from './browser/build-pages.ts'
import { measurePage, type PageMeasurement } from './browser/measure-page.ts'
import { startServerUnderTest } from './support/server-under-test.ts'
import { percentile, printTable, round } from './support/statistics.ts'

const options = {
  seconds: { type: 'string', default: '60' },
  symbols: { type: 'string', default: '2000' },
  ticks: { type: 'string', default: '500000' },
  pages: { type: 'string', default: Object.keys(subjects).join(',') },
} as const

export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options })
  const pages = values.pages.split(',').map(subjectOf)
  const files = await buildPages()
  // Bars are kept, so that the chart has a past to draw.
  const bars = await mkdtemp(join(tmpdir(), 'ticklane-bench-'))
  const server = await startServerUnderTest({
    FEED: 'sim',
    DATA_DIR: bars,
    SIM_SYMBOLS: values.symbols,
    SIM_TICKS_PER_SECOND: values.ticks,
    SIM_ACTIVITY: 'even',
  })
  const browser = await launchBrowser()
  try {
    const measured = new Map<Subject, PageMeasurement>()
    for (const page of pages) {
      measured.set(page, await measurePage(browser, server.url, files, page, Number(values.seconds)))
    }
    printTable([...measured].map(([page, figures]) => describe(page, figures)))
    console.log(JSON.stringify(summarize(measured, Number(values.symbols))))
  } finally {
    await browser.close()
    await server.stop()
    await rm(bars, { recursive: true, force: true })
  }
}

function subjectOf(name: string): Subject {
  const subject = (Object.keys(subjects) as Subject[]).find((known) => known === name)
  if (subject === undefined)
    throw new Error(`Cannot measure the page ${name}: expected some of ${Object.keys(subjects).join(', ')}`)
  return subject
}

function describe(page: Subject, figures: PageMeasurement) {
  return {
    page,
    rows: figures.rowsInView,
    'writes/s': round(figures.tickToPaintMs.length / figures.seconds, 1),
    'updates/s': Math.round(mean(figures.updatesPerSecond)),
    'frames/s': round(figures.frameMs.length / figures.seconds, 1),
    'frame p95 ms': round(percentile(figures.frameMs, 0.95)),
    'within 17 ms': `${round(shareWithin(figures.frameMs, 17) * 100, 1)} %`,
    'tasks > 50 ms': figures.longTasksMs.length,
    'main thread': round(figures.mainThreadBusy, 3),
    watched: round(figures.mainThreadBusyWatched, 3),
    script: round(figures.scriptBusy, 3),
    style: round(figures.styleBusy, 3),
    layout: round(figures.layoutBusy, 3),
    'tick to paint p50': round(percentile(figures.tickToPaintMs, 0.5), 1),
    p95: round(percentile(figures.tickToPaintMs, 0.95), 1),
    'heap MB': round(figures.heapMb, 1),
    'of the worker': round(figures.workerHeapMb, 1),
    'growth MB': round(figures.heapGrowthMb, 2),
    'of it late': round(figures.heapGrowthLateMb, 2),
    state: figures.rateLimitHz === null ? figures.state : `${figures.state}, at most ${figures.rateLimitHz} Hz`,
  }
}

function summarize(measured: ReadonlyMap<Subject, PageMeasurement>, symbols: number) {
  const ticklane = measured.get('ticklane')
  const grid = measured.get('ag-grid')
  const flashing = measured.get('ag-grid-flashing')
  const floor = measured.get('floor')
  if (ticklane === undefined) return {}
  return {
    frame_ms_p95: round(percentile(ticklane.frameMs, 0.95)),
    frames_within_17_ms: round(shareWithin(ticklane.frameMs, 17), 4),
    long_tasks: ticklane.longTasksMs.length,
    main_thread_busy: round(ticklane.mainThreadBusy, 3),
    main_thread_busy_watched: round(ticklane.mainThreadBusyWatched, 3),
    aggrid_main_thread_busy: round(grid?.mainThreadBusy ?? Number.NaN, 3),
    floor_main_thread_busy: round(floor?.mainThreadBusy ?? Number.NaN, 3),
    aggrid_flashing_main_thread_busy: round(flashing?.mainThreadBusy ?? Number.NaN, 3),
    aggrid_4hz_main_thread_busy: round(measured.get('ag-grid-4hz')?.mainThreadBusy ?? Number.NaN, 3),
    floor_4hz_main_thread_busy: round(measured.get('floor-4hz')?.mainThreadBusy ?? Number.NaN, 3),
    share_of_aggrid: round(ticklane.mainThreadBusy / (grid?.mainThreadBusy ?? Number.NaN), 3),
    tick_to_paint_ms_p95: round(percentile(ticklane.tickToPaintMs, 0.95)),
    heap_growth_mb: round(ticklane.heapGrowthMb),
    heap_growth_late_mb: round(ticklane.heapGrowthLateMb),
    instruments: symbols,
    rows: ticklane.rowsInView,
    updates_per_second: Math.round(mean(ticklane.updatesPerSecond)),
    aggrid_updates_per_second: Math.round(mean(grid?.updatesPerSecond ?? [])),
    floor_updates_per_second: Math.round(mean(floor?.updatesPerSecond ?? [])),
    frames_per_second: round(ticklane.frameMs.length / ticklane.seconds, 1),
    rate_limit_hz: ticklane.rateLimitHz,
    state: ticklane.state,
    checks_passed: ticklane.checksPassed,
    checks_failed: ticklane.checksFailed,
    seconds: round(ticklane.seconds, 1),
  }
}

function mean(samples: readonly number[]): number {
  return samples.reduce((sum, sample) => sum + sample, 0) / samples.length
}

/** Frame times are multiples of the display's interval, a little more or less. */
function shareWithin(samples: readonly number[], limit: number): number {
  return samples.filter((sample) => sample <= limit).length / samples.length
}
