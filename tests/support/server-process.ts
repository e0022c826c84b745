import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..', '..')

/** The real server as its own process, as `npm start` runs it from a built tree. */
export interface ServerProcess {
  readonly url: string
  readonly port: number
  readonly child: ChildProcess
  /** What it wrote so far, both streams. */
  output(): string
  /** From spawning to the line that says where it listens. */
  readonly startedAfterMs: number
  kill(signal: NodeJS.Signals): Promise<void>
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('Cannot find a free port')
  return address.port
}

/** Resolves once the server says that it listens; rejects with its output when it ends before. */
export async function startServer(env: Readonly<Record<string, string>>, port?: number): Promise<ServerProcess> {
  return await start(join(root, 'scripts', 'start.ts'), env, port)
}

/** The same without its pages: the stream and the HTTP side need no build. */
export async function startBareServer(env: Readonly<Record<string, string>>, port?: number): Promise<ServerProcess> {
  return await start(join(root, 'server', 'main.ts'), env, port)
}

async function start(script: string, env: Readonly<Record<string, string>>, port: number | undefined): Promise<ServerProcess> {
  const chosen = port ?? (await freePort())
  const started = performance.now()
  const child = spawn(process.execPath, [script], {
    cwd: root,
    env: { ...process.env, NODE_ENV: 'production', DATA_DIR: ':memory:', ...env, PORT: String(chosen) },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const listening = new Promise<number>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      output += chunk.toString()
      if (output.includes(`http://127.0.0.1:${chosen}`)) resolve(performance.now() - started)
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.once('exit', (code, signal) => reject(new Error(`The server ended (${code ?? signal}) before it listened:\n${output}`)))
  })
  const startedAfterMs = await listening
  return {
    url: `http://127.0.0.1:${chosen}`,
    port: chosen,
    child,
    output: () => output,
    startedAfterMs,
    async kill(signal) {
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, 'exit')
      child.kill(signal)
      await ended
    },
  }
}
