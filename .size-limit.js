/**
 * Compressed sizes of what a page loads of ours, read from the build's own manifests: every script of the route that is not
 * one of the framework's root files, which an empty page loads too, and those of the worker that receives the stream. Lazy
 * parts (the chart, dialogs) are not among them.
 */
import { readFileSync } from 'node:fs'

const build = JSON.parse(readFileSync('.next/build-manifest.json', 'utf8'))
const rootFiles = new Set([...build.rootMainFiles, ...build.polyfillFiles])

/** Scripts of a route beyond the framework's. Throws when the build has no such route: a renamed route must not pass. */
function scriptsOf(route) {
  const file = `.next/server/app${route === '/' ? '' : route}/page_client-reference-manifest.js`
  const text = readFileSync(file, 'utf8')
  const manifest = JSON.parse(text.slice(text.indexOf('= {') + 2).replace(/;\s*$/, ''))
  const entry = Object.entries(manifest.entryJSFiles).find(([name]) => name.endsWith(`app${route === '/' ? '' : route}/page`))
  if (entry === undefined) throw new Error(`Cannot find the scripts of ${route} in ${file}`)
  const framework = frameworkScripts(manifest)
  return entry[1].filter((path) => !rootFiles.has(path) && !framework.has(path))
}

/** What an empty page loads too: scripts that every part of the framework in the page needs, and no part of ours alone. */
function frameworkScripts({ clientModules, entryJSFiles }) {
  const parts = Object.entries(clientModules).filter(([name]) => /\/node_modules\/next\/dist\/esm\//.test(name))
  const layout = new Set(Object.entries(entryJSFiles).find(([name]) => name.endsWith('app/layout'))?.[1] ?? [])
  const own = Object.entries(clientModules).filter(([name]) => !name.includes('/node_modules/next/'))
  // A client component of ours in the layout would be in the same script: then it counts as ours.
  const ofLayout = own.filter(([, { chunks }]) => chunks.every((chunk) => layout.has(chunk.replace(/^\/_next\//, ''))))
  if (parts.length === 0 || ofLayout.length > 0) return new Set()
  return new Set(parts.flatMap(([, { chunks }]) => chunks.map((chunk) => chunk.replace(/^\/_next\//, ''))))
}

/** What the worker loads, as the page's scripts name it. Throws when they name none: a page without its worker must not pass. */
function workerScripts(scripts) {
  for (const path of scripts) {
    const named = /"(static\/chunks\/turbopack-worker-[^"]+)",(\[[^\]]*\])/.exec(readFileSync(`.next/${path}`, 'utf8'))
    if (named !== null) return [named[1], ...JSON.parse(named[2])].filter((file) => !rootFiles.has(file))
  }
  throw new Error('Cannot find the worker of the stream in the scripts of the page')
}

const page = scriptsOf('/')
const all = [...page, ...workerScripts(page)].map((file) => `.next/${file}`)

export default [{ name: 'dashboard: own JavaScript before the lazy chart', path: all, limit: '60 KB' }]
