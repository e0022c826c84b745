import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** What public/sw.js keeps beside the build's own files. */
const plainFiles = ['/manifest.webmanifest', '/icons/icon-192.png', '/icons/icon-512.png']

/** No page loads them: maps, and the worker's source, which the build emits beside the worker it made of it. */
const sources = /\.(?:map|tsx?)$/

/**
 * Writes `_next/static/shell.json`: the build's version and every file that the dashboard may load, for the service worker.
 * Beside the files themselves, because Next serves what was there when it started.
 */
export function writeShellListing(buildDirectory: string): void {
  const root = join(buildDirectory, 'static')
  const files = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== 'shell.json' && !sources.test(entry.name))
    .map((entry) => `/_next/static${join(entry.parentPath, entry.name).slice(root.length).replaceAll('\\', '/')}`)
  const version = readFileSync(join(buildDirectory, 'BUILD_ID'), 'utf8').trim()
  writeFileSync(join(root, 'shell.json'), JSON.stringify({ version, files: [...files.sort(), ...plainFiles] }))
}
