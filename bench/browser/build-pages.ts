import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..', '..')
const folder = '/bench-page/'
const pages = ['ticklane', 'ag-grid', 'floor'] as const
type PageName = (typeof pages)[number]
const worker = 'stream-worker'

/** What of the builders is used: a checkout without `npm install --prefix bench` has no types of them. */
interface Esbuild {
  build(options: object): Promise<{ readonly outputFiles: readonly { readonly path: string; readonly contents: Uint8Array }[] }>
}
interface Postcss {
  default(plugins: readonly unknown[]): { process(css: string, options: { from: string }): PromiseLike<{ readonly css: string }> }
}
interface TailwindPlugin {
  default(options: { base: string; optimize: boolean }): unknown
}

export interface BuiltFile {
  readonly body: Buffer
  readonly contentType: string
}

/** What is measured, and where it is. */
export const subjects = {
  ticklane: `${folder}ticklane.html?p=trades`,
  'ag-grid': `${folder}ag-grid.html`,
  'ag-grid-flashing': `${folder}ag-grid.html?flash`,
  'ag-grid-4hz': `${folder}ag-grid.html?hz=4`,
  floor: `${folder}floor.html`,
  'floor-4hz': `${folder}floor.html?hz=4`,
} as const
export type Subject = keyof typeof subjects

/** The pages under test by their path, as a production build of them would be. */
export async function buildPages(): Promise<ReadonlyMap<string, BuiltFile>> {
  const files = new Map<string, BuiltFile>()
  const styles = [await buildStyles()]
  for (const { path, contents } of await buildScripts()) {
    const name = path.slice(root.length + 1)
    if (name.endsWith('.css')) {
      styles.push(Buffer.from(contents).toString())
      continue
    }
    // The page asks for its worker by the name of the source, which a bundler of pages would replace.
    const asked = name === `${worker}.js` ? `${worker}.ts` : name
    files.set(`${folder}${asked}`, { body: Buffer.from(contents), contentType: 'text/javascript' })
  }
  const font = join(root, 'node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2')
  files.set(`${folder}inter.woff2`, { body: await readFile(font), contentType: 'font/woff2' })
  files.set(`${folder}page.css`, { body: Buffer.from(styles.join('\n')), contentType: 'text/css' })
  for (const page of pages)
    files.set(`${folder}${page}.html`, { body: Buffer.from(html(page)), contentType: 'text/html; charset=utf-8' })
  return files
}

async function buildScripts() {
  const { build } = (await import(peer('esbuild'))) as Esbuild
  const { outputFiles } = await build({
    entryPoints: [
      ...pages.map((page) => ({ in: join(import.meta.dirname, pageSource(page)), out: page })),
      { in: join(root, 'lib', 'stream', `${worker}.ts`), out: worker },
    ],
    outdir: root,
    write: false,
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'es2024',
    jsx: 'automatic',
    minify: true,
    define: { 'process.env.NODE_ENV': '"production"' },
    tsconfig: join(root, 'tsconfig.json'),
  })
  return outputFiles
}

async function buildStyles(): Promise<string> {
  const postcss = (await import(peer('postcss'))) as Postcss
  const tailwind = (await import(peer('@tailwindcss/postcss'))) as TailwindPlugin
  const source = join(root, 'app', 'globals.css')
  const plugins = [tailwind.default({ base: root, optimize: true })]
  const { css } = await postcss.default(plugins).process(await readFile(source, 'utf8'), { from: source })
  return css
}

function pageSource(page: PageName): string {
  return page === 'ticklane' ? 'ticklane-page.tsx' : `${page}-page.ts`
}

/** A name that the type checker does not follow. */
function peer(name: string): string {
  return name
}

function html(page: PageName): string {
  return `<!doctype html>
<html lang="en" data-theme="dark" data-pane="list" data-side="true">
<meta charset="utf-8"><title>${page}</title>
<link rel="stylesheet" href="${folder}page.css">
<style>
@font-face { font-family: Inter; src: url(${folder}inter.woff2); font-weight: 100 900 }
:root { --font-inter: Inter }
.grid-page { width: 640px; height: 100vh }
</style>
<body><script type="module" src="${folder}${page}.js"></script></body>
</html>`
}
