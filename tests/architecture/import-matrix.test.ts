import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findViolations, type Violation } from './import-rules.ts'

const root = join(import.meta.dirname, '..', '..')

/** Each breaks one rule; both checkers must see those that Biome can express. */
const planted: readonly {
  readonly file: string
  readonly text: string
  readonly rule: Violation['rule']
  readonly biome: boolean
}[] = [
  { file: 'lib/market/planted.ts', text: `import '../protocol/close-codes.ts'\n`, rule: 'matrix', biome: true },
  { file: 'lib/market/planted-package.ts', text: `import 'zod'\n`, rule: 'dependency', biome: false },
  { file: 'lib/protocol/planted.ts', text: `import '../stream/types.ts'\n`, rule: 'matrix', biome: true },
  { file: 'lib/stream/planted.ts', text: `import '../../server/config.ts'\n`, rule: 'matrix', biome: true },
  { file: 'lib/chart/planted.ts', text: `import '../workspace/workspace.ts'\n`, rule: 'matrix', biome: false },
  { file: 'lib/alerts/planted.ts', text: `import '../stream/quote-store.ts'\n`, rule: 'matrix', biome: false },
  { file: 'server/market/planted.ts', text: `import '../broadcast/anything.ts'\n`, rule: 'matrix', biome: true },
  { file: 'server/ingest/planted.ts', text: `import '../market/anything.ts'\n`, rule: 'matrix', biome: true },
  { file: 'server/http/planted.ts', text: `import '../../lib/stream/types.ts'\n`, rule: 'matrix', biome: true },
  { file: 'components/planted.tsx', text: `import '@/server/config'\n`, rule: 'matrix', biome: true },
  { file: 'components/planted-up.tsx', text: `import '@/app/page'\n`, rule: 'matrix', biome: true },
  { file: 'components/ui/planted.tsx', text: `import '@/lib/stream/types'\n`, rule: 'matrix', biome: true },
  { file: 'app/planted.tsx', text: `import '@/server/config'\n`, rule: 'matrix', biome: true },
  {
    file: 'components/planted-socket.tsx',
    text: `export const open = () => new WebSocket('ws://x')\n`,
    rule: 'socket',
    biome: false,
  },
  { file: 'components/planted-node.tsx', text: `import 'node:fs'\n`, rule: 'dependency', biome: false },
  { file: 'lib/market/planted-barrel.ts', text: `export * from './units.ts'\n`, rule: 'barrel', biome: true },
  { file: 'server/planted-specifier.ts', text: `import '@/lib/market/units'\n`, rule: 'specifier', biome: false },
  { file: 'lib/market/planted-cycle-a.ts', text: `import './planted-cycle-b.ts'\n`, rule: 'cycle', biome: true },
  { file: 'lib/market/planted-cycle-b.ts', text: `import './planted-cycle-a.ts'\n`, rule: 'cycle', biome: true },
]

describe('the import matrix', () => {
  it('holds in the tree', () => {
    expect(findViolations(root)).toEqual([])
  })

  describe('in a copy of the tree with planted violations', () => {
    let copy = ''
    let found: Violation[] = []
    let biomeOutput = ''

    beforeAll(() => {
      copy = mkdtempSync(join(tmpdir(), 'ticklane-architecture-'))
      for (const name of ['app', 'components', 'lib', 'server', 'biome.json', 'package.json', 'tsconfig.json', '.gitignore']) {
        cpSync(join(root, name), join(copy, name), { recursive: true })
      }
      symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
      for (const { file, text } of planted) {
        mkdirSync(dirname(join(copy, file)), { recursive: true })
        writeFileSync(join(copy, file), text)
      }
      found = findViolations(copy)
      const biome = join(root, 'node_modules', '.bin', 'biome')
      const arguments_ = [
        'lint',
        '--max-diagnostics=none',
        '--reporter=github',
        '--vcs-enabled=false',
        'app',
        'components',
        'lib',
        'server',
      ]
      const result = spawnSync(biome, arguments_, { cwd: copy, encoding: 'utf8' })
      biomeOutput = result.stdout + result.stderr
    })

    afterAll(() => rmSync(copy, { recursive: true, force: true }))

    for (const { file, rule, biome } of planted) {
      it(`sees the ${rule} violation in ${file}`, () => {
        const seen = found.some(
          (violation) => violation.rule === rule && (violation.file === file || violation.detail.includes(file)),
        )
        expect(seen).toBe(true)
      })
      if (!biome) continue
      it(`is seen by Biome in ${file}`, () => {
        const lines = biomeOutput.split('\n').filter((line) => line.includes(`/${file},`))
        expect(lines.join('\n')).toMatch(/noRestrictedImports|noImportCycles|noReExportAll|noPrivateImports/)
      })
    }
  })
})
