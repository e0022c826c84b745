import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { join, relative, sep } from 'node:path'
import type { WebHandler } from './web-server.ts'

interface Variant {
  readonly body: Buffer
  readonly etag: string
}
/** By content coding (RFC 9110, 8.4.1). */
type Asset = ReadonlyMap<string, Variant>

const prefix = '/_next/static/'
const types: Readonly<Record<string, string>> = { js: 'application/javascript; charset=UTF-8', css: 'text/css; charset=UTF-8' }
/** By the end of a file's name, the smallest first. */
const codings = [
  ['.br', 'br'],
  ['.gz', 'gzip'],
] as const

/**
 * The build's scripts and styles (400 KB), compressed when it was built and held in memory: Next compresses them anew for
 * everybody who comes, on the core that the prices need, and can only do gzip. What is asked for in another way (a part of a
 * file, no compression) is left to the next handler, and so is everything where there is nothing compressed.
 */
export function createStaticAssets(buildDirectory: string): WebHandler {
  const assets = readAssets(join(buildDirectory, 'compressed'))
  return {
    request(request, response, path) {
      if (!path.startsWith(prefix) || (request.method !== 'GET' && request.method !== 'HEAD')) return false
      const asset = assets.get(path.slice(prefix.length))
      if (asset === undefined || request.headers.range !== undefined) return false
      const coding = codings.find(([, name]) => asset.has(name) && accepts(request, name))?.[1]
      const variant = coding === undefined ? undefined : asset.get(coding)
      if (variant === undefined) return false
      // Names have a hash of what they name in them.
      const headers = { 'cache-control': 'public, max-age=31536000, immutable', vary: 'Accept-Encoding', etag: variant.etag }
      if (request.headers['if-none-match']?.includes(variant.etag) === true) {
        response.writeHead(304, headers).end()
        return true
      }
      response
        .writeHead(200, {
          ...headers,
          'content-type': types[path.split('.').at(-1) ?? ''],
          'content-encoding': coding,
          'content-length': variant.body.length,
        })
        .end(request.method === 'HEAD' ? undefined : variant.body)
      return true
    },
  }
}

function readAssets(directory: string): ReadonlyMap<string, Asset> {
  const assets = new Map<string, Map<string, Variant>>()
  if (!existsSync(directory)) return assets
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    const coding = codings.find(([end]) => entry.name.endsWith(end))
    if (!entry.isFile() || coding === undefined) continue
    const file = join(entry.parentPath, entry.name)
    const name = relative(directory, file).slice(0, -coding[0].length).replaceAll(sep, '/')
    const body = readFileSync(file)
    const asset = assets.get(name) ?? new Map<string, Variant>()
    asset.set(coding[1], { body, etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"` })
    assets.set(name, asset)
  }
  return assets
}

/** Whether the coding is named by `Accept-Encoding`, and not with a weight of 0 (RFC 9110, 12.5.3). */
function accepts(request: IncomingMessage, coding: string): boolean {
  const header = request.headers['accept-encoding']
  const named = [header ?? ''].flat().join().split(',')
  return named.some((each) => {
    const [name = '', ...parameters] = each.split(';').map((part) => part.trim().toLowerCase())
    return name === coding && !parameters.some((parameter) => /^q=0(?:\.0{0,3})?$/.test(parameter))
  })
}
