import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { launchBrowserServer } from '../support/browser.ts'
import { startServer } from '../support/server-process.ts'

/**
 * Pages are tested as they are served: built once, before the first test. One browser and one simulated market are for all files:
 * each start costs as much as a page.
 */
export default async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  build()
  // Kept on disk, so that there is a past to scroll back to.
  const folder = mkdtempSync(join(tmpdir(), 'ticklane-e2e-'))
  const market = { FEED: 'sim', SIM_TICKS_PER_SECOND: '1000', LOG_LEVEL: 'error', DATA_DIR: folder }
  const [browser, server] = await Promise.all([launchBrowserServer(), startServer(market)])
  provide('browserEndpoint', browser.wsEndpoint())
  provide('marketUrl', server.url)
  return async () => {
    await browser.close()
    await server.kill('SIGTERM')
    rmSync(folder, { recursive: true, force: true })
  }
}

function build(): void {
  const root = join(import.meta.dirname, '..', '..')
  const result = spawnSync(process.execPath, [join(root, 'scripts', 'start.ts'), '--build-if-needed'], {
    cwd: root,
    stdio: 'inherit',
  })
  if (result.status !== 0) throw new Error('The build of the pages failed: see above')
}
