import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

const texts = /\.(?:js|css)$/
const toBrotli = promisify(brotliCompress)
const toGzip = promisify(gzip)

/**
 * Writes `.next/compressed`: every script and style of `.next/static` as `.br` and `.gz`, each as small as it gets, for
 * server/static-assets.ts. Once for each build, and not once for each visitor.
 */
export async function compressAssets(buildDirectory: string): Promise<void> {
  const source = join(buildDirectory, 'static')
  const target = join(buildDirectory, 'compressed')
  rmSync(target, { recursive: true, force: true })
  const files = readdirSync(source, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && texts.test(entry.name),
  )
  await Promise.all(
    files.map(async (entry) => {
      const path = join(entry.parentPath, entry.name)
      const bytes = readFileSync(path)
      const quality = {
        [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
        [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
      }
      const [brotli, gzipped] = await Promise.all([
        toBrotli(bytes, { params: quality }),
        toGzip(bytes, { level: constants.Z_BEST_COMPRESSION }),
      ])
      const name = join(target, relative(source, path))
      mkdirSync(dirname(name), { recursive: true })
      writeFileSync(`${name}.br`, brotli)
      writeFileSync(`${name}.gz`, gzipped)
    }),
  )
}
