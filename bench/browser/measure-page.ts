import type { Browser, BrowserContext, CDPSession, Page } from 'playwright-core'
import { pause } from '../support/load-viewer.ts'
import { type BuiltFile, type Subject, subjects } from './build-pages.ts'
import { type HeapReading, watchHeap } from './page-heap.ts'
import type { PageFigures } from './page-probe.ts'

export interface PageMeasurement extends PageFigures {
  /** Processor time of the page's main thread, as a share of a core, and of it scripts, styles and layout. */
  readonly mainThreadBusy: number
  /** The same in the half in which every frame is asked for, to be measured. */
  readonly mainThreadBusyWatched: number
  readonly scriptBusy: number
  readonly styleBusy: number
  readonly layoutBusy: number
  /**
   * Of what is alive after a collection of garbage, in the page and its worker, while nothing watches the frames: what watches
   * them is alive too. And what of it came in the second half of that time.
   */
  readonly heapGrowthMb: number
  readonly heapGrowthLateMb: number
  readonly heapMb: number
  readonly workerHeapMb: number
}

/** Wide enough for every column that the list begins with, and as high as 60 rows of it. */
const viewport = { width: 2300, height: 1785 }
const warmUpMs = 8_000

export async function measurePage(
  browser: Browser,
  url: string,
  files: ReadonlyMap<string, BuiltFile>,
  subject: Subject,
  seconds: number,
): Promise<PageMeasurement> {
  // Pages that come from the test itself have no address, and one without may not open a socket to this machine unasked.
  const context = await browser.newContext({ viewport, deviceScaleFactor: 1, permissions: ['local-network-access'] })
  try {
    await serve(context, files)
    const tab = await context.newPage()
    const faults: string[] = []
    tab.on('pageerror', (error) => faults.push(error.message))
    await tab.goto(`${url}${subjects[subject]}`)
    await tab.waitForFunction(() => window.measure !== undefined, undefined, { timeout: 30_000 })
    await pause(warmUpMs)
    if (!(await tab.evaluate(isLaidOut)))
      throw new Error(`The page ${subject} does not lay out its rows as lines: its styles are not all there`)
    const measured = await measureTab(tab, await context.newCDPSession(tab), seconds)
    if (faults.length > 0) throw new Error(`The page ${subject} has faults: ${faults.join('; ')}`)
    return measured
  } finally {
    await context.close()
  }
}

/** Whether what stands in a row stands beside one another: without a style it would be measured as something else. */
function isLaidOut(): boolean {
  const rows = [...document.querySelectorAll('.watch-row, .ag-row, .bare-row')].slice(0, 40)
  return rows.some((row) => {
    const inside = row.classList.contains('ag-row') ? row.querySelectorAll('.ag-cell') : row.children
    const cells = [...inside].map((cell) => cell.getBoundingClientRect()).filter(({ width }) => width > 0)
    const lefts = new Set(cells.map(({ left }) => Math.round(left)))
    return lefts.size > 1 && cells.every(({ top }) => Math.abs(top - (cells[0]?.top ?? 0)) < row.clientHeight / 2)
  })
}

async function serve(context: BrowserContext, files: ReadonlyMap<string, BuiltFile>): Promise<void> {
  await context.route(
    ({ pathname }) => files.has(pathname),
    async (route) => {
      const file = files.get(new URL(route.request().url()).pathname)
      if (file === undefined) await route.continue()
      else await route.fulfill({ body: file.body, contentType: file.contentType })
    },
  )
}

async function measureTab(tab: Page, devtools: CDPSession, seconds: number): Promise<PageMeasurement> {
  // Processor time: what else runs on the machine, or in the browser's other threads on this core, is not the page's.
  await devtools.send('Performance.enable', { timeDomain: 'threadTicks' })
  const heap = await watchHeap(devtools)
  const heapBefore = await heap.read()
  // Two halves: to watch every frame is to ask for every frame, which is work that the page itself does not make.
  const busyMs = (seconds * 1_000) / 2
  const before = await busySeconds(devtools)
  const beganMs = performance.now()
  await pause(busyMs / 2)
  const first = await busySeconds(devtools)
  const firstSeconds = (performance.now() - beganMs) / 1_000
  const heapBetween = await heap.read()
  // Collecting garbage is not the page's work.
  const second = await busySeconds(devtools)
  const goesOnMs = performance.now()
  await pause(busyMs / 2)
  const after = await busySeconds(devtools)
  const unwatchedSeconds = firstSeconds + (performance.now() - goesOnMs) / 1_000
  const heapAfter = await heap.read()
  const stop = await tab.evaluateHandle(() => window.measure?.())
  const beforeFrames = await busySeconds(devtools)
  const framesBeganMs = performance.now()
  await pause(busyMs)
  const afterFrames = await busySeconds(devtools)
  const framesSeconds = (performance.now() - framesBeganMs) / 1_000
  const figures = await tab.evaluate((end) => end?.(), stop)
  if (figures === undefined) throw new Error('The page did not measure anything')
  const spent = (name: string, from: ReadonlyMap<string, number>, to: ReadonlyMap<string, number>) =>
    (to.get(name) ?? 0) - (from.get(name) ?? 0)
  const share = (name: string) => (spent(name, before, first) + spent(name, second, after)) / unwatchedSeconds
  return {
    ...figures,
    mainThreadBusy: share('TaskDuration'),
    mainThreadBusyWatched: spent('TaskDuration', beforeFrames, afterFrames) / framesSeconds,
    scriptBusy: share('ScriptDuration'),
    styleBusy: share('RecalcStyleDuration'),
    layoutBusy: share('LayoutDuration'),
    heapGrowthMb: growth(heapBefore, heapAfter),
    heapGrowthLateMb: growth(heapBetween, heapAfter),
    heapMb: heapAfter.page,
    workerHeapMb: heapAfter.workers,
  }
}

function growth(before: HeapReading, after: HeapReading): number {
  return after.page + after.workers - before.page - before.workers
}

async function busySeconds(devtools: CDPSession): Promise<ReadonlyMap<string, number>> {
  const { metrics } = await devtools.send('Performance.getMetrics')
  return new Map(metrics.map(({ name, value }) => [name, value]))
}
