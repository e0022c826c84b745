import { execFile } from 'node:child_process'
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'

vi.setConfig({ testTimeout: 30_000 })
const root = join(import.meta.dirname, '../..')
const run = promisify(execFile)

/** A tree whose pages have never been built. */
let tree: string
beforeAll(async () => {
  tree = await mkdtemp(join(tmpdir(), 'ticklane-start-'))
  for (const part of ['scripts', 'server', 'lib', 'package.json'])
    await cp(join(root, part), join(tree, part), { recursive: true })
  await symlink(join(root, 'node_modules'), join(tree, 'node_modules'))
})
afterAll(() => rm(tree, { recursive: true }))

describe('the first start with settings that cannot be used', () => {
  it.each([
    [{ FEED: 'alpaca', ALPACA_KEY: 'k' }, ['ALPACA_SECRET: not set, and FEED names alpaca, which needs it']],
    [
      { FEED: 'binance,nasdaq', PORT: '99999', KRAKEN_REST_URL: 'ws://x' },
      [
        'PORT="99999": expected a whole number from 0 to 65535',
        'FEED="binance,nasdaq": cannot use "nasdaq"',
        'KRAKEN_REST_URL="ws://x": expected a URL starting with https:// or http://',
      ],
    ],
    [
      { FEED: 'sim,replay:/nowhere/a.tsv.gz', TLS_CERT_FILE: '/nowhere/cert.pem', TLS_KEY_FILE: '/nowhere/key.pem' },
      [
        'FEED: cannot read "/nowhere/a.tsv.gz"',
        'TLS_CERT_FILE: cannot read "/nowhere/cert.pem"',
        'TLS_KEY_FILE: cannot read "/nowhere/key.pem"',
      ],
    ],
  ])('names each of %o and builds nothing', async (variables, sentences) => {
    const start = run(process.execPath, [join(tree, 'scripts/start.ts')], {
      env: { NODE_ENV: 'test', PATH: process.env.PATH, ...variables },
    })
    const failure = await start.catch((error: unknown) => error as { code: number; stdout: string; stderr: string })
    expect(failure).toMatchObject({ code: 2, signal: null, stdout: '' })
    const [first, ...lines] = failure.stderr.trimEnd().split('\n')
    expect(first).toBe(`Cannot start: ${sentences.length} of the environment's settings cannot be used`)
    expect(lines).toHaveLength(sentences.length)
    for (const [index, sentence] of sentences.entries()) expect(lines[index]).toContain(sentence)
  })
})

describe('a file .env', () => {
  const started = async (script: 'start' | 'dev' | 'record', variables: Record<string, string>): Promise<{ stderr: string }> => {
    const { scripts } = JSON.parse(await readFile(join(tree, 'package.json'), 'utf8')) as { scripts: Record<string, string> }
    // Watching keeps a program that has ended: it is run once.
    const command = (scripts[script] ?? '').replaceAll(/ --watch\S*/g, '')
    const env = { NODE_ENV: 'test' as const, PATH: `${join(root, 'node_modules/.bin')}:${process.env.PATH}`, ...variables }
    return await run('sh', ['-c', `${command} sim never.tsv.gz`], { cwd: tree, env }).catch(
      (error: unknown) => error as { stderr: string },
    )
  }

  it.each(['start', 'dev', 'record'] as const)(
    'is read by npm run %s, and what the environment says goes before it',
    async (script) => {
      await writeFile(join(tree, '.env'), 'PORT=99999\nSIM_SYMBOLS=none\n')
      const { stderr } = await started(script, { SIM_SYMBOLS: 'few' })
      expect(stderr).toContain('PORT="99999"')
      expect(stderr).toContain('SIM_SYMBOLS="few"')
    },
  )

  it('need not be there, and then nothing is said of it', async () => {
    await rm(join(tree, '.env'), { force: true })
    const { stderr } = await started('start', { PORT: '99999' })
    expect(stderr).toMatch(/^Cannot start: 1 of the environment's settings cannot be used\n {2}PORT="99999".*\n$/)
  })
})
