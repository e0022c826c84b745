import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** `npm run bench -- <name> [arguments]`: runs `bench/<name>.ts`, whose last line of output is one JSON object. */
interface Benchmark {
  run(args: readonly string[]): Promise<void>
}

const [name = '', ...args] = process.argv.slice(2)
const file = join(import.meta.dirname, `${name}.ts`)
if (!/^[a-z][a-z-]*$/.test(name) || name === 'run' || !existsSync(file)) {
  const files = await readdir(import.meta.dirname)
  const names = files.filter((entry) => entry.endsWith('.ts') && !entry.endsWith('.test.ts') && entry !== 'run.ts')
  const known = names.map((entry) => entry.slice(0, -3)).join(', ')
  process.stderr.write(`Cannot run benchmark ${JSON.stringify(name)}: expected one of ${known}\n`)
  process.exit(1)
}
const benchmark = (await import(file)) as Benchmark
try {
  await benchmark.run(args)
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}
