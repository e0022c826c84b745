import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Page } from 'playwright-core'
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { complaintsOf, eventually, marketUrl, newPage } from '../support/pages.ts'
import { freePort, type ServerProcess, startServer } from '../support/server-process.ts'

const simulated = { FEED: 'sim', SIM_SYMBOLS: '30', LOG_LEVEL: 'error' }

let page: Page

beforeEach(async () => {
  page = await newPage({ serviceWorkers: 'allow' })
})

/** One that the test may end. */
async function startOwnServer(port?: number): Promise<ServerProcess> {
  const server = await startServer(simulated, port)
  onTestFinished(() => server.kill('SIGKILL'))
  return server
}

const connectionState = (state: string) => page.locator(`header [data-state="${state}"]`)

/** By cache, oldest first, the paths kept whole: those caches that hold the page. */
function keptShells(): Promise<Record<string, string[]>> {
  return page.evaluate(async () => {
    const shells: Record<string, string[]> = {}
    for (const name of await caches.keys()) {
      const requests = await (await caches.open(name)).keys()
      const paths = requests.map((request) => new URL(request.url).pathname)
      if (paths.includes('/')) shells[name] = paths
    }
    return shells
  })
}

async function waitUntilKept(count = 1): Promise<void> {
  await eventually(async () => Object.keys(await keptShells()).length).toBe(count)
}

const price = () => page.locator('[data-symbol="SIM:BTC-USD"] [data-column="last"]').textContent()

async function pricesMove(): Promise<void> {
  await eventually(price).toMatch(/\d/)
  const before = await price()
  await eventually(price).not.toBe(before)
}

describe('without its server', () => {
  it('the dashboard opens with the last layout and says that it is offline, shows no price, and goes live by itself', async () => {
    const server = await startOwnServer()
    await page.goto(`${server.url}/?s=SIM:ETH-USD&p=quote&theme=light`)
    await connectionState('live').waitFor()
    // A link that is only looked at does not replace a layout; one that is worked with is the last one.
    await page.getByRole('button', { name: /^5m/ }).click()
    await page.locator('[data-testid="chart"][data-phase="shown"]').first().waitFor()
    await waitUntilKept()
    const { port, url } = server
    await server.kill('SIGKILL')

    // A visit anew, without what the address said.
    await page.goto(`${url}/`)
    await page.getByRole('heading', { name: /ETH-USD/ }).waitFor()
    await eventually(() => connectionState('connecting').textContent()).toMatch(/Offline/)
    await page
      .getByTestId('connection-notice')
      .getByText(/last layout is shown, without prices/)
      .waitFor()
    expect(await page.getByRole('button', { name: /^5m/ }).getAttribute('aria-pressed')).toBe('true')
    await page.getByRole('region', { name: 'Quote', exact: true }).waitFor()
    expect(await page.locator('html').getAttribute('data-theme')).toBe('light')
    // Nothing that could be taken for a price.
    expect(await page.locator('.symbol-header').textContent()).not.toMatch(/\d\.\d/)
    expect(await page.locator('[role="row"][data-symbol] [data-column="last"]').allTextContents()).toEqual([])
    const [worker] = page.workers()
    expect(worker).toBeDefined()

    await startOwnServer(port)
    await connectionState('live').waitFor({ timeout: 40_000 })
    await eventually(() => page.locator('[role="row"][data-symbol]').count()).toBeGreaterThan(20)
    await page.locator('[data-testid="chart"][data-phase="shown"]').first().waitFor({ timeout: 30_000 })
    await eventually(() => page.locator('.symbol-header').textContent()).toMatch(/\d\.\d/)
    await page.getByTestId('connection-notice').waitFor({ state: 'hidden' })
    await pricesMove()
    // That its stream is received in a worker was not given up when there was no server.
    expect(page.workers()).toEqual([worker])
  })
})

describe('every visit after the first', () => {
  it('has the page, its parts and its icons kept, and no prices, has its stream received in a worker, and can be installed', async () => {
    await page.goto(marketUrl)
    await connectionState('live').waitFor()
    await waitUntilKept()
    // From here on what the page asks for is answered with what was kept, and could be kept itself.
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null)
    const complaints = complaintsOf(page)
    await page.reload()
    await connectionState('live').waitFor()
    await eventually(() => page.locator('[role="row"][data-symbol]').count()).toBeGreaterThan(20)
    await pricesMove()
    expect(page.workers()).toHaveLength(1)
    expect(complaints).toEqual([])
    const [paths = []] = Object.values(await keptShells())
    expect(paths).toEqual(expect.arrayContaining(['/', '/manifest.webmanifest', '/icons/icon-192.png']))
    expect(paths.filter((path) => path.endsWith('.js')).length).toBeGreaterThan(10)
    expect(paths.filter((path) => /^\/(api|udf|stream)/.test(path))).toEqual([])

    // Its manifest names icons that are there, one of them maskable.
    const address = await page.locator('link[rel="manifest"]').getAttribute('href')
    const manifest = await (await fetch(new URL(address ?? '', marketUrl))).json()
    expect(manifest).toMatchObject({ name: 'Ticklane', start_url: '/', display: 'standalone' })
    expect(manifest.icons.map((icon: { purpose: string }) => icon.purpose)).toContain('maskable')
    for (const { src, sizes } of manifest.icons as { src: string; sizes: string }[]) {
      const size = await page.evaluate(async (path) => {
        const image = await createImageBitmap(await (await fetch(path)).blob())
        return `${image.width}x${image.height}`
      }, src)
      expect(size).toBe(sizes)
    }
  })
})

describe('a new build', () => {
  let front: Server
  let frontUrl: string
  /** What the server's pages are of; a listing without its page ready stands for a server that changes just then. */
  let build: { readonly version: string; readonly pageBroken: boolean } | undefined
  let refused: number

  beforeEach(async () => {
    const port = await freePort()
    frontUrl = `http://127.0.0.1:${port}`
    build = undefined
    refused = 0
    front = createServer((request, response) => void pass(request, response)).listen(port, '127.0.0.1')
  })
  afterEach(() => front.close())

  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '/'
    // No live prices through here: only what a build consists of.
    if (/^\/(stream|api)/.test(path)) {
      response.writeHead(404).end()
      return
    }
    const answer = await fetch(marketUrl + path)
    const type = answer.headers.get('content-type') ?? ''
    if (build !== undefined && path === '/_next/static/shell.json') {
      const listing = await answer.json()
      response.setHeader('content-type', type)
      response.end(JSON.stringify({ ...listing, version: build.version }))
    } else if (build !== undefined && path === '/' && request.headers['sec-fetch-mode'] !== 'navigate') {
      if (build.pageBroken) {
        refused += 1
        response.statusCode = 503
      }
      response.setHeader('content-type', type)
      response.end((await answer.text()).replace('<html ', `<html data-build="${build.version}" `))
    } else {
      response.writeHead(answer.status, { 'content-type': type })
      response.end(Buffer.from(await answer.arrayBuffer()))
    }
  }

  const keptBuilds = () =>
    page.evaluate(async () => {
      const all: string[] = []
      for (const name of await caches.keys()) {
        const kept = await (await caches.open(name)).match('/')
        if (kept !== undefined) all.push(/data-build="(\w+)"/.exec(await kept.text())?.[1] ?? 'first')
      }
      return all
    })

  it('takes the place of the one before at the next visit, whole or not at all', async () => {
    await page.goto(frontUrl)
    await waitUntilKept()
    expect(await keptBuilds()).toEqual(['first'])
    // Kept a moment before the worker takes the page over.
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null)

    build = { version: 'broken', pageBroken: true }
    await page.reload()
    await eventually(() => refused).toBe(1)
    await eventually(() => page.evaluate(() => caches.keys())).toHaveLength(1)
    expect(await keptBuilds()).toEqual(['first'])

    build = { version: 'second', pageBroken: false }
    await page.reload()
    await eventually(keptBuilds).toEqual(['first', 'second'])
    build = { version: 'third', pageBroken: false }
    await page.reload()
    await eventually(keptBuilds).toEqual(['second', 'third'])

    front.closeAllConnections()
    front.close()
    await page.reload()
    await eventually(() => page.locator('html').getAttribute('data-build')).toBe('third')
  })
})
