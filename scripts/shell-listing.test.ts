import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { writeShellListing } from './shell-listing.ts'

let build: string

beforeEach(() => {
  build = mkdtempSync(join(tmpdir(), 'ticklane-build-'))
})
afterEach(() => rmSync(build, { recursive: true }))

it('a device keeps what pages load of a build, and none of its sources', () => {
  const emitted = ['chunks/a.js', 'chunks/a.js.map', 'chunks/b.css', 'media/stream-worker.08gn.ts', 'media/inter.woff2']
  for (const file of [...emitted, 'shell.json']) {
    mkdirSync(dirname(join(build, 'static', file)), { recursive: true })
    writeFileSync(join(build, 'static', file), '')
  }
  writeFileSync(join(build, 'BUILD_ID'), 'b1\n')
  writeShellListing(build)
  expect(JSON.parse(readFileSync(join(build, 'static/shell.json'), 'utf8'))).toEqual({
    version: 'b1',
    files: [
      ...['/_next/static/chunks/a.js', '/_next/static/chunks/b.css', '/_next/static/media/inter.woff2'],
      ...['/manifest.webmanifest', '/icons/icon-192.png', '/icons/icon-512.png'],
    ],
  })
})
