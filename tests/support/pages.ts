import { text } from 'node:stream/consumers'
import { type Browser, type BrowserContextOptions, chromium, type Download, type Page } from 'playwright-core'
import { expect, inject, onTestFinished } from 'vitest'

declare module 'vitest' {
  interface ProvidedContext {
    readonly browserEndpoint: string
    readonly marketUrl: string
  }
}

export const desk = { width: 1440, height: 900 }
export const phone = { width: 390, height: 844 }
/** With fingers: what the browser makes of touches, and not of clicks that look like them. */
export const touchPhone = { viewport: phone, hasTouch: true, isMobile: true }

/** The simulated market that all files share. A test that ends or reconfigures its server starts one of its own. */
export const marketUrl = inject('marketUrl')

let connected: Promise<Browser> | undefined

/** In a context of its own that ends with the test, failed or not: a page that is left open goes on drawing prices. */
export async function newPage(options?: BrowserContextOptions): Promise<Page> {
  const page = await newLastingPage(options)
  onTestFinished(() => page.context().close())
  return page
}

/** One that several tests look at: whoever opens it closes its context. */
export async function newLastingPage(options?: BrowserContextOptions): Promise<Page> {
  connected ??= chromium.connect(inject('browserEndpoint'))
  const browser = await connected
  // A service worker would load the whole page once more for each test: those that are about it allow it.
  const context = await browser.newContext({ viewport: desk, serviceWorkers: 'block', ...options })
  return await context.newPage()
}

/** What the page says in the console from now on as an error or a warning, and what it throws. */
export function complaintsOf(page: Page): readonly string[] {
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (message.text().includes('Service Worker registration blocked')) return
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  return complaints
}

/** The browser's own path to it is not ours. */
export async function downloadedText(download: Download): Promise<string> {
  return await text(await download.createReadStream())
}

/** Two cores for servers, a browser and whatever else runs: a second is not much. */
export function eventually<Value>(read: () => Value) {
  return expect.poll(read, { timeout: 40_000, interval: 100 })
}

/** Of a server, in its order. */
export async function allInstruments(serverUrl: string): Promise<{ symbol: string }[]> {
  const all: { symbol: string }[] = []
  for (;;) {
    const answer = await fetch(`${serverUrl}/api/instruments?limit=1000&offset=${all.length}`)
    const { instruments, total } = (await answer.json()) as { instruments: { symbol: string }[]; total: number }
    all.push(...instruments)
    if (instruments.length === 0 || all.length >= total) return all
  }
}
