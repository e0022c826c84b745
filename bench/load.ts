/**
 * A cold load of the dashboard over a throttled link: what a visitor waits for, and how much the page moves meanwhile. An
 * empty cache each time; medians of several loads. LCP, CLS and blocking time as web.dev defines them (the latter between
 * first paint and the first price); `first_price_ms` is when a price stands in the list.
 *
 *   npm run bench -- load [--loads 5] [--kbps 1600] [--rtt 150] [--cpu 4]
 */
import { parseArgs } from 'node:util'
import type { Browser } from 'playwright-core'
import { launchBrowser } from '../tests/support/browser.ts'
import { startServer } from '../tests/support/server-process.ts'
import { openSlowLink, type SlowLink } from './support/slow-link.ts'
import { percentile, printTable, round } from './support/statistics.ts'

const options = {
  loads: { type: 'string', default: '5' },
  kbps: { type: 'string', default: '1600' },
  rtt: { type: 'string', default: '150' },
  cpu: { type: 'string', default: '4' },
} as const

interface Link {
  readonly kbps: number
  readonly rttMs: number
  /** So many times slower than the machine at hand. */
  readonly cpuSlowdown: number
}

type Vitals = {
  readonly first_byte_ms: number
  readonly fcp_ms: number
  readonly lcp_ms: number
  readonly first_price_ms: number
  readonly cls: number
  readonly blocking_ms: number
  /** Over the line until then, and until all that the page loads by itself is there. */
  readonly first_price_kb: number
  readonly kilobytes: number
}

export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options })
  const link = { kbps: Number(values.kbps), rttMs: Number(values.rtt), cpuSlowdown: Number(values.cpu) }
  const server = await startServer({ FEED: 'sim' })
  const line = await openSlowLink(server.url, link)
  const browser = await launchBrowser()
  try {
    const loads: Vitals[] = []
    for (let load = 0; load < Number(values.loads); load++) loads.push(await coldLoad(browser, line, link))
    printTable(loads)
    const names = Object.keys(loads[0] ?? {}) as (keyof Vitals)[]
    const medians = Object.fromEntries(
      names.map((name) => [
        name,
        round(
          percentile(
            loads.map((load) => load[name]),
            0.5,
          ),
          name === 'cls' ? 4 : 0,
        ),
      ]),
    )
    console.log(JSON.stringify({ ...medians, loads: loads.length, ...link }))
  } finally {
    await browser.close()
    await line.close()
    await server.kill('SIGTERM')
  }
}

async function coldLoad(browser: Browser, line: SlowLink, link: Link): Promise<Vitals> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  try {
    const page = await context.newPage()
    const devtools = await context.newCDPSession(page)
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: link.cpuSlowdown })
    const before = line.bytesDown()
    await page.addInitScript(watchVitals)
    await page.goto(line.url, { waitUntil: 'commit' })
    const price = page.locator('[role="row"] [role="gridcell"], [role="row"] td').filter({ hasText: /^\d[\d,]*\.?\d*$/ })
    await price.first().waitFor({ timeout: 60_000 })
    const firstPriceMs = await page.evaluate(() => performance.now())
    const firstPriceBytes = line.bytesDown() - before
    // The chart and what else comes later may still move something.
    await page.waitForLoadState('networkidle').catch(() => undefined)
    await page.waitForTimeout(3_000)
    const seen = await page.evaluate(readVitals, firstPriceMs)
    return {
      ...seen,
      first_price_ms: Math.round(firstPriceMs),
      first_price_kb: round(firstPriceBytes / 1024, 0),
      kilobytes: round((line.bytesDown() - before) / 1024, 0),
    }
  } finally {
    await context.close()
  }
}

interface SeenByPage {
  lcp: number
  cls: number
  tasks: { start: number; duration: number }[]
}

declare global {
  var ticklaneVitals: SeenByPage
}

/** Runs in the page, before anything else. */
function watchVitals(): void {
  const seen: SeenByPage = { lcp: 0, cls: 0, tasks: [] }
  globalThis.ticklaneVitals = seen
  const watch = (type: string, take: (entry: PerformanceEntry & { value?: number; hadRecentInput?: boolean }) => void) =>
    new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true })
  watch('largest-contentful-paint', (entry) => {
    seen.lcp = entry.startTime
  })
  watch('layout-shift', (entry) => {
    if (entry.hadRecentInput !== true) seen.cls += entry.value ?? 0
  })
  watch('longtask', ({ startTime, duration }) => {
    seen.tasks.push({ start: startTime, duration })
  })
}

/** Runs in the page. */
function readVitals(firstPriceMs: number) {
  const { lcp, cls, tasks } = globalThis.ticklaneVitals
  const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[]
  const fcp = performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0
  const blocking = tasks
    .filter(({ start }) => start >= fcp && start < firstPriceMs)
    .reduce((sum, { duration }) => sum + duration - 50, 0)
  return {
    first_byte_ms: Math.round(navigation?.responseStart ?? 0),
    fcp_ms: Math.round(fcp),
    lcp_ms: Math.round(lcp),
    cls: Math.round(cls * 10_000) / 10_000,
    blocking_ms: Math.round(blocking),
  }
}
