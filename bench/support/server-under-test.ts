import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..', '..')

/** The real server in a process of its own, on a core of its own where there is more than one. */
export interface ServerUnderTest {
  readonly url: string
  readonly child: ChildProcess
  /** User and system time since it started, seconds. */
  cpuSeconds(): number
  /** Resident memory, bytes. */
  residentBytes(): number
  stop(): Promise<void>
}

/** The product, as `npm start` runs it. */
export async function startServerUnderTest(env: Readonly<Record<string, string>>): Promise<ServerUnderTest> {
  const flags = ['--max-semi-space-size=8', '--max-old-space-size=768']
  return await startProgram([...flags, join(root, 'server', 'main.ts')], {
    NODE_ENV: 'production',
    LOG_LEVEL: 'warn',
    DATA_DIR: ':memory:',
    PORT: '0',
    ...env,
  })
}

/**
 * A program that prints its address when it listens and ends at SIGTERM. Pins the calling process (the load) to the last core
 * and gives the program the first.
 */
export async function startProgram(
  nodeArguments: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<ServerUnderTest> {
  const pinned = process.platform === 'linux' && cpus().length > 1 && spawnSync('taskset', ['--version']).status === 0
  if (pinned) spawnSync('taskset', ['-a', '-cp', String(cpus().length - 1), String(process.pid)])
  const command = [process.execPath, ...nodeArguments]
  const [program = process.execPath, ...rest] = pinned ? ['taskset', '-c', '0', ...command] : command
  const child = spawn(program, rest, { cwd: root, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'] })
  const url = await listeningUrl(child)
  const pid = child.pid ?? 0
  return {
    url,
    child,
    cpuSeconds: () => cpuSecondsOf(pid),
    residentBytes: () => residentBytesOf(pid),
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      const forced = setTimeout(() => child.kill('SIGKILL'), 10_000)
      await ended
      clearTimeout(forced)
    },
  }
}

async function listeningUrl(child: ChildProcess): Promise<string> {
  let output = ''
  return await new Promise((resolve, reject) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString()
      const match = /https?:\/\/[\d.]+:\d+/.exec(output)
      if (match !== null) resolve(match[0])
    })
    child.once('exit', (code, signal) => reject(new Error(`The server ended (${code ?? signal}) before it listened:\n${output}`)))
  })
}

const clockTicksPerSecond = 100

function cpuSecondsOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / clockTicksPerSecond
}

function residentBytesOf(pid: number): number {
  const match = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
  return Number(match?.[1] ?? 0) * 1024
}
