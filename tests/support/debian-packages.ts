import { execFileSync, spawnSync } from 'node:child_process'

/**
 * What a test needs beside Node. Where it is not there it is installed from Debian's packages, if we are root and may;
 * elsewhere undefined, and what is missing is said.
 */
export function findOrInstall<Found>(
  what: string,
  packages: readonly string[],
  find: () => Found | undefined,
): Found | undefined {
  const found = find() ?? (mayInstall() ? install(packages, find) : undefined)
  if (found === undefined) console.warn(`Not tested: ${what} is missing. Debian has it as ${packages.join(', ')}.`)
  return found
}

function mayInstall(): boolean {
  return (
    process.getuid?.() === 0 && spawnSync('apt-get', ['--version']).status === 0 && spawnSync('flock', ['--version']).status === 0
  )
}

function install<Found>(packages: readonly string[], find: () => Found | undefined): Found | undefined {
  const command = `apt-get update -qq && apt-get install -y -qq --no-install-recommends ${packages.join(' ')}`
  try {
    // Another test file may be at it: the packages' own lock would refuse the second.
    execFileSync('flock', ['/var/lock/ticklane-tests', 'sh', '-c', command], {
      stdio: 'ignore',
      timeout: 120_000,
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    })
  } catch (error) {
    console.warn(`Cannot install ${packages.join(', ')}: ${error instanceof Error ? error.message : String(error)}`)
  }
  return find()
}
