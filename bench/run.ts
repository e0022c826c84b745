import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * `npm run bench -- <name> [arguments]`: runs `bench/<name>.ts`, whose last line of output is one JSON object. With `--help`
 * behind the name it prints what that file says of itself: what is measured, its arguments and their defaults.
 */
interface Benchmark {
  run(args: readonly string[]): Promise<void>
}

const [name = '', ...args] = process.argv.slice(2)
const file = join(import.meta.dirname, `${name}.ts`)
if (!/^[a-z][a-z-]*$/.test(name) || name === 'run' || !existsSync(file)) {
  const files = await readdir(import.meta.dirname)
  const names = files.filter((entry) => entry.endsWith('.ts') && !entry.endsWith('.test.ts') && entry !== 'run.ts')
  const known = names.map((entry) => entry.slice(0, -3)).join(', ')
  const what = `${known}; npm run bench -- <name> --help says what it measures and its arguments`
  process.stderr.write(`Cannot run benchmark ${JSON.stringify(name)}: expected one of ${what}\n`)
  process.exit(1)
}
if (args.includes('--help')) {
  const [, comment = ''] = /^\/\*\*\n(.*?)\n \*\//s.exec(await readFile(file, 'utf8')) ?? []
  process.stdout.write(`${comment.replaceAll(/^ \* ?/gm, '')}\n`)
  process.exit(0)
}
const benchmark = (await import(file)) as Benchmark
try {
  await benchmark.run(args)
} catch (error) {
  const text = error instanceof Error ? error.message : String(error)
  const advice = text.startsWith('Cannot find package') ? ': npm install --prefix bench brings what is measured against' : ''
  process.stderr.write(`${text}${advice}\n`)
  process.exitCode = 1
}
