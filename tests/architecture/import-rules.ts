/**
 * The import matrix: who may import whom. Read from the source text, so that it holds for types too and does not depend on
 * a compiler's interface. `findViolations` takes the tree's root, so that the tests can plant violations in a copy.
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'

export interface Violation {
  readonly file: string
  readonly rule: 'matrix' | 'cycle' | 'barrel' | 'specifier' | 'socket' | 'dependency'
  readonly detail: string
}

const serverStages = ['ingest', 'market', 'conflate', 'broadcast', 'history', 'http', 'bus']

/** Longest prefix wins. What a file below the prefix may import of ours. */
const matrix: readonly { readonly from: string; readonly allow: readonly string[]; readonly noPackages?: boolean }[] = [
  { from: 'lib/market/', allow: ['lib/market/'], noPackages: true },
  { from: 'lib/protocol/', allow: ['lib/protocol/', 'lib/market/'], noPackages: true },
  { from: 'lib/', allow: ['lib/'] },
  // What the pages think with, without the pages: no React, no socket, each usable alone.
  ...['alerts', 'chart', 'keyboard', 'search', 'workspace'].map((folder) => ({
    from: `lib/${folder}/`,
    allow: [`lib/${folder}/`, 'lib/market/', 'lib/stream/types.ts'],
  })),
  ...serverStages.map((stage) => ({ from: `server/${stage}/`, allow: [`server/${stage}/`, 'lib/market/', 'lib/protocol/'] })),
  { from: 'server/', allow: ['server/', 'lib/market/', 'lib/protocol/'] },
  { from: 'components/ui/', allow: ['components/ui/'] },
  { from: 'components/', allow: ['components/', 'lib/'] },
  { from: 'app/', allow: ['app/', 'components/', 'lib/'] },
]

const sourcePattern = /\.(ts|tsx)$/
const testPattern = /\.test\.tsx?$|test-support/
const importPattern =
  /(?:^|[\s;}])(?:import|export)\s+(type\s+)?(?:[\w*{}\s,$]+\s+from\s+)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/g

export function findViolations(root: string): Violation[] {
  const files = ['app', 'components', 'lib', 'server'].flatMap((folder) => listSources(root, folder))
  const graph = new Map<string, string[]>()
  const violations: Violation[] = []
  for (const file of files) {
    const text = withoutComments(readFileSync(join(root, file), 'utf8'))
    const targets: string[] = []
    for (const match of text.matchAll(importPattern)) {
      const typeOnly = match[1] !== undefined
      const specifier = match[2] ?? match[3] ?? ''
      const target = resolveOurs(root, file, specifier)
      if (target === undefined) {
        checkPackage(file, specifier, violations)
        continue
      }
      checkSpecifier(file, specifier, violations)
      checkMatrix(file, target, violations)
      // A type-only import is gone at run time: it cannot make a cycle of modules.
      if (!typeOnly) targets.push(target)
    }
    graph.set(file, targets)
    checkBarrel(file, text, violations)
    checkSocket(file, text, violations)
  }
  violations.push(...findCycles(graph))
  return violations
}

function listSources(root: string, folder: string): string[] {
  const absolute = join(root, folder)
  if (!existsSync(absolute)) return []
  return readdirSync(absolute).flatMap((name) => {
    const path = `${folder}/${name}`
    if (statSync(join(root, path)).isDirectory()) return listSources(root, path)
    return sourcePattern.test(name) && !testPattern.test(path) ? [path] : []
  })
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '')
}

function resolveOurs(root: string, file: string, specifier: string): string | undefined {
  const base = specifier.startsWith('.')
    ? normalize(join(dirname(file), specifier))
    : specifier.startsWith('@/')
      ? specifier.slice(2)
      : undefined
  if (base === undefined) return undefined
  for (const candidate of [base, `${base}.ts`, `${base}.tsx`, `${base}/index.ts`, `${base}/index.tsx`]) {
    if (existsSync(join(root, candidate)) && !statSync(join(root, candidate)).isDirectory()) return candidate
  }
  return base
}

function checkPackage(file: string, specifier: string, violations: Violation[]): void {
  const row = rowOf(file)
  if (row?.noPackages === true)
    violations.push({ file, rule: 'dependency', detail: `imports ${specifier}; this folder depends on nothing` })
  const inBrowser = !file.startsWith('server/')
  if (inBrowser && specifier.startsWith('node:'))
    violations.push({ file, rule: 'dependency', detail: `imports ${specifier} in code for the browser` })
}

function checkSpecifier(file: string, specifier: string, violations: Violation[]): void {
  const plain = file.startsWith('server/') || file.startsWith('lib/')
  if (plain && !(specifier.startsWith('.') && /\.(ts|tsx|css|json)$/.test(specifier))) {
    violations.push({
      file,
      rule: 'specifier',
      detail: `imports ${specifier}; server and lib use relative paths that end in .ts`,
    })
  }
  if (!plain && specifier.startsWith('../')) {
    violations.push({ file, rule: 'specifier', detail: `imports ${specifier}; app and components use @/` })
  }
}

function checkMatrix(file: string, target: string, violations: Violation[]): void {
  const row = rowOf(file)
  if (row === undefined || row.allow.some((prefix) => target.startsWith(prefix))) return
  violations.push({ file, rule: 'matrix', detail: `imports ${target}; allowed: ${row.allow.join(', ')}` })
}

function checkBarrel(file: string, text: string, violations: Violation[]): void {
  if (/\bexport\s+\*/.test(text)) violations.push({ file, rule: 'barrel', detail: 'export * hides what a file offers' })
  if (/\/index\.tsx?$/.test(file)) violations.push({ file, rule: 'barrel', detail: 'an index file; name the concept' })
}

function checkSocket(file: string, text: string, violations: Violation[]): void {
  if (file.startsWith('server/') || file.startsWith('lib/stream/')) return
  if (/\bnew\s+(WebSocket|EventSource)\b/.test(text)) {
    violations.push({ file, rule: 'socket', detail: 'opens a connection; only lib/stream may' })
  }
}

function rowOf(file: string) {
  return matrix.filter((row) => file.startsWith(row.from)).sort((a, b) => b.from.length - a.from.length)[0]
}

function findCycles(graph: ReadonlyMap<string, readonly string[]>): Violation[] {
  const finished = new Set<string>()
  const path: string[] = []
  const found: Violation[] = []
  const visit = (file: string): void => {
    const start = path.indexOf(file)
    if (start >= 0) {
      found.push({ file, rule: 'cycle', detail: [...path.slice(start), file].join(' -> ') })
      return
    }
    if (finished.has(file)) return
    path.push(file)
    for (const target of graph.get(file) ?? []) visit(target)
    path.pop()
    finished.add(file)
  }
  for (const file of graph.keys()) visit(file)
  return found
}
