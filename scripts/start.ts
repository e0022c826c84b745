/**
 * `npm start`: builds the pages when there is no current build, then serves. Current means that no file the build reads has
 * changed since, by path, size and modification time.
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { configurationOrExit } from '../server/configuration.ts'
import { compressAssets } from './compress-assets.ts'
import { writeShellListing } from './shell-listing.ts'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const stampFile = join(root, '.next', 'ticklane-build')
const inputs = [
  'app',
  'components',
  'lib',
  'public',
  'next.config.js',
  'tailwind.config.ts',
  'postcss.config.mjs',
  'tsconfig.json',
  'package-lock.json',
]

const forced = process.argv.includes('--build-only')
const serves = !forced && !process.argv.includes('--build-if-needed')
// A build takes up to a minute: nobody should wait for it to learn of a setting that cannot be used.
if (serves) configurationOrExit()
const fingerprint = fingerprintOf(inputs)
const built =
  existsSync(join(root, '.next', 'BUILD_ID')) &&
  existsSync(join(root, '.next', 'compressed')) &&
  existsSync(stampFile) &&
  readFileSync(stampFile, 'utf8') === fingerprint
if (!built || forced) await build()
if (serves) {
  // Next reads it from the process; typed read-only in its own declarations.
  Object.assign(process.env, { NODE_ENV: 'production' })
  await import('../server/main.ts')
}

async function build(): Promise<void> {
  console.log(built ? 'Building the pages …' : 'No current build: building the pages (once) …')
  const nextCommand = createRequire(import.meta.url).resolve('next/dist/bin/next')
  const result = spawnSync(process.execPath, [nextCommand, 'build'], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
  })
  if (result.status !== 0) {
    console.error(`The build failed with exit code ${result.status ?? result.signal}; nothing was started.`)
    process.exit(1)
  }
  writeShellListing(join(root, '.next'))
  await compressAssets(join(root, '.next'))
  writeFileSync(stampFile, fingerprint)
}

function fingerprintOf(paths: readonly string[]): string {
  const hash = createHash('sha256')
  for (const path of paths) addToFingerprint(hash, path)
  return hash.digest('hex')
}

function addToFingerprint(hash: ReturnType<typeof createHash>, path: string): void {
  const absolute = join(root, path)
  if (!existsSync(absolute)) return
  const stats = statSync(absolute)
  if (!stats.isDirectory()) {
    hash.update(`${path}\0${stats.size}\0${stats.mtimeMs}\n`)
    return
  }
  for (const name of readdirSync(absolute).sort()) {
    if (/\.test\.tsx?$/.test(name)) continue
    addToFingerprint(hash, join(path, name))
  }
}
