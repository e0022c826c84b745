import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { InstrumentId } from '../../lib/market/units.ts'
import { newPage } from '../support/pages.ts'
import { StreamHarness } from '../support/stream-harness.ts'

const folder = join(import.meta.dirname, '..', '..', 'examples', 'browser')
const types: Readonly<Record<string, string>> = { html: 'text/html; charset=utf-8', js: 'text/javascript; charset=utf-8' }

let page: Page
let harness: StreamHarness
let files: Server
let filesUrl: string
let id: InstrumentId

beforeAll(async () => {
  files = createServer((request, response) => {
    const name = new URL(request.url ?? '/', 'http://host').pathname.slice(1)
    readFile(join(folder, name)).then(
      (bytes) => response.writeHead(200, { 'content-type': types[name.split('.').at(-1) ?? ''] }).end(bytes),
      () => response.writeHead(404).end(),
    )
  })
  await new Promise<void>((resolve) => files.listen(0, '127.0.0.1', resolve))
  const address = files.address()
  if (address === null || typeof address === 'string') throw new Error('The file server has no port')
  filesUrl = `http://127.0.0.1:${address.port}`
})

afterAll(async () => {
  files.close()
})

beforeEach(async () => {
  harness = await StreamHarness.start()
  id = harness.define('SIM:A-USD')
  page = await newPage()
})

afterEach(async () => {
  await page.close()
  await harness.stop()
})

const stream = () => `${harness.url.replace('http', 'ws')}/stream`
const cells = () => page.locator('#quotes td').allTextContents()

/** The market's time passes until the page shows what is expected. */
async function untilShown(expected: readonly string[]): Promise<void> {
  const check = async () => {
    harness.clock.advance(100)
    return await cells()
  }
  await expect.poll(check, { timeout: 20_000, interval: 20 }).toEqual(expected)
}

describe('the plain page of the examples', () => {
  it('shows prices as the market has them, says that they are simulated, and comes back after a cut', async () => {
    harness.trade(id, 12_345, 2_500)
    harness.quote(id, 12_340, 7, 12_350, 9)
    await page.goto(`${filesUrl}/index.html?server=${stream()}&symbols=SIM:A-USD&rate=10`)
    await untilShown(['SIM:A-USD', '123.45', '123.4', '123.5', '2.5', 'live, simulated'])
    harness.trade(id, 12_346, 500)
    await untilShown(['SIM:A-USD', '123.46', '123.4', '123.5', '3', 'live, simulated'])
    for (const session of harness.broadcaster.viewers.all()) session.transport.terminate()
    harness.trade(id, 12_300, 1_000)
    await untilShown(['SIM:A-USD', '123', '123.4', '123.5', '4', 'live, simulated'])
    const summary = await page.evaluate<unknown>('window.viewer.summary()')
    expect(summary).toMatchObject({ checksFailed: 0, missedTrades: 1, errors: [] })
  })

  it('says what is wrong with an address it cannot use', async () => {
    await page.goto(`${filesUrl}/index.html?server=${stream()}&symbols=SIM:NOPE`)
    await expect.poll(() => page.getByRole('status').textContent(), { timeout: 20_000 }).toMatch(/SIM:NOPE are not known here/)
  })
})
