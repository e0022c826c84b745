import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

/** Pages are tested as they are served: built once, before the first test. */
export default function setup(): void {
  const root = join(import.meta.dirname, '..', '..')
  const result = spawnSync(process.execPath, [join(root, 'scripts', 'start.ts'), '--build-if-needed'], {
    cwd: root,
    stdio: 'inherit',
  })
  if (result.status !== 0) throw new Error('The build of the pages failed: see above')
}
