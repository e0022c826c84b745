/**
 * What fan-out costs: 1,000 viewers of 50 of 500 instruments each, every instrument changing at 10 Hz.
 *
 * Every server runs in its own process on the first core, the readers on the last. What counts is updates delivered per
 * second of the server's CPU, user and system. The floor is a bare `socket.write` of the same bytes. Each pair is
 * measured in turns, and the median of the rounds' ratios is given. The peers get the same updates as JSON text that is made
 * once for each update; Bun also as packed records of 8 bytes (`x_bun_packed`), which is less than it would need.
 *
 *   npm run bench -- fanout [--rounds 5] [--seconds 4] [--only ticklane,floor]
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import type { Measured } from './fanout/child-control.ts'
import { Readers } from './fanout/readers.ts'
import { flushHz, type Sharing, symbolOf, watchlists } from './fanout/workload.ts'
import { median, printTable, round } from './support/statistics.ts'

interface Contestant {
  readonly name: string
  readonly sharing: Sharing
  readonly command: readonly string[]
  readonly path: string
  readonly subprotocol: string | undefined
  /** What a viewer sends to get its list. */
  messages(list: readonly number[]): string[]
}

const directory = join(import.meta.dirname, 'fanout')
const node = (file: string, ...args: string[]) => [process.execPath, join(directory, file), ...args]
const bun = join(import.meta.dirname, 'node_modules', '.bin', 'bun')
const subscribe = (list: readonly number[]) => [JSON.stringify({ type: 'subscribe', symbols: list.map(symbolOf), rate: flushHz })]
const plain = (list: readonly number[]) => [JSON.stringify(list)]

function contestants(): Contestant[] {
  const binary = 'ticklane.v1.bin'
  const list: Contestant[] = []
  for (const sharing of ['shared', 'distinct'] as const) {
    list.push({
      name: 'floor',
      sharing,
      command: node('server-floor.ts', sharing),
      path: '/stream',
      subprotocol: binary,
      messages: () => [],
    })
    list.push({
      name: 'ticklane',
      sharing,
      command: node('server-ticklane.ts'),
      path: '/stream',
      subprotocol: binary,
      messages: subscribe,
    })
  }
  list.push(...peers())
  return list
}

function peers(): Contestant[] {
  const shared = { sharing: 'shared', path: '/', subprotocol: undefined, messages: plain } as const
  const list: Contestant[] = [
    { ...shared, name: 'ws-json', command: node('server-ws.ts', 'update') },
    { ...shared, name: 'ws-array', command: node('server-ws.ts', 'array') },
  ]
  if (existsSync(join(import.meta.dirname, 'node_modules', 'socket.io'))) {
    const path = '/socket.io/?EIO=4&transport=websocket'
    const messages = (instruments: readonly number[]) => [`40${JSON.stringify({ list: instruments })}`]
    list.push({ ...shared, name: 'socketio', command: node('server-socketio.ts'), path, messages })
  } else console.error('Without Socket.IO: npm install --prefix bench')
  if (existsSync(bun)) {
    list.push({ ...shared, name: 'bun', command: [bun, join(directory, 'server-bun.ts'), 'json'] })
    list.push({ ...shared, name: 'bun-packed', command: [bun, join(directory, 'server-bun.ts'), 'packed'] })
  } else console.error('Without Bun: npm install --prefix bench')
  return list
}

export async function run(args: readonly string[]): Promise<void> {
  const rounds = numberOption(args, '--rounds', 8)
  const seconds = numberOption(args, '--seconds', 2)
  const only = optionOf(args, '--only')?.split(',')
  pinSelf()
  const results = new Map<string, Measured[]>()
  for (const sharing of ['shared', 'distinct'] as const) {
    const chosen = contestants().filter((one) => one.sharing === sharing && (only === undefined || only.includes(one.name)))
    for (const [key, measured] of await measureInTurns(chosen, rounds, seconds)) results.set(key, measured)
  }
  report(results)
}

/** All of them run at the same time, but only one is sending: what else the machine does meets them alike. */
async function measureInTurns(chosen: readonly Contestant[], rounds: number, seconds: number): Promise<Map<string, Measured[]>> {
  const running: Running[] = []
  try {
    for (const contestant of chosen) running.push(await Running.start(contestant))
    // What just started is still being compiled.
    for (const one of running) one.slow = rate(await one.measure(warmUpSeconds)) < slowRate
    const results = new Map<string, Measured[]>()
    for (let count = 0; count < rounds; count++) {
      for (const one of running) {
        if (one.slow && count >= slowRounds) continue
        const measured = await one.measure(seconds)
        results.set(one.key, [...(results.get(one.key) ?? []), measured])
        console.error(`round ${count + 1} ${one.key}: ${Math.round(rate(measured) / 1_000)}k updates per CPU second`)
      }
    }
    return results
  } finally {
    for (const one of running) one.stop()
  }
}

const warmUpSeconds = 10
/** Below it a flush takes longer than its interval: a turn then is several seconds long, and a few are enough. */
const slowRate = 500_000
const slowRounds = 2
/** Of each turn, before it counts. */
const settleMs = 300

class Running {
  readonly key: string
  slow = false
  readonly #child: ChildProcess
  readonly #lines: Lines
  readonly #readers = new Readers()

  private constructor(contestant: Contestant) {
    this.key = `${contestant.name} ${contestant.sharing}`
    this.#child = start(contestant.command)
    this.#lines = new Lines(this.#child)
  }

  static async start(contestant: Contestant): Promise<Running> {
    const running = new Running(contestant)
    const { port } = JSON.parse(await running.#lines.next()) as { port: number }
    for (const list of watchlists(contestant.sharing)) {
      await running.#readers.connect(port, contestant.path, contestant.subprotocol, contestant.messages(list))
    }
    return running
  }

  async measure(seconds: number): Promise<Measured> {
    await this.#ask('run')
    await passed(settleMs)
    await this.#ask('begin')
    await passed(seconds * 1_000)
    return JSON.parse(await this.#ask('end')) as Measured
  }

  stop(): void {
    this.#readers.close()
    this.#child.kill('SIGKILL')
  }

  async #ask(command: string): Promise<string> {
    this.#child.stdin?.write(`${command}\n`)
    return await this.#lines.next()
  }
}

function start(command: readonly string[]): ChildProcess {
  const [program = '', ...args] = canPin() ? ['taskset', '-c', '0', ...command] : command
  return spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, NODE_ENV: 'production' } })
}

class Lines {
  readonly #lines: string[] = []
  #waiting: ((line: string) => void) | undefined
  #failed: ((error: Error) => void) | undefined
  #text = ''

  constructor(child: ChildProcess) {
    child.stdout?.on('data', (chunk: Buffer) => {
      this.#text += chunk.toString()
      const parts = this.#text.split('\n')
      this.#text = parts.pop() ?? ''
      for (const line of parts) this.#take(line)
    })
    child.on('exit', (code, signal) => this.#failed?.(new Error(`The server under test ended: ${code ?? signal}`)))
  }

  async next(): Promise<string> {
    const line = this.#lines.shift()
    if (line !== undefined) return line
    return await new Promise((resolve, reject) => {
      this.#waiting = resolve
      this.#failed = reject
    })
  }

  #take(line: string): void {
    const waiting = this.#waiting
    this.#waiting = undefined
    if (waiting === undefined) this.#lines.push(line)
    else waiting(line)
  }
}

function report(results: ReadonlyMap<string, Measured[]>): void {
  printTable(
    [...results].map(([key, list]) => ({
      server: key,
      'updates/CPU s': Math.round(median(list.map(rate))),
      'CPU %': round(median(list.map((one) => (one.cpuSeconds / one.updates) * viewersPerSecond)) * 100, 1),
      'system %': round(median(list.map((one) => (one.systemSeconds / one.updates) * viewersPerSecond)) * 100, 1),
      'bytes/update': round(median(list.map((one) => one.bytes / one.updates)), 2),
      'RSS MB': Math.round(median(list.map((one) => one.residentBytes)) / 1e6),
    })),
  )
  const ratio = (left: string, right: string) => {
    const [ours, theirs] = [results.get(left), results.get(right)]
    if (ours === undefined || theirs === undefined) return undefined
    // Slow ones had fewer turns.
    const pairs = theirs.flatMap((one, index) => ours.slice(index, index + 1).map((our) => rate(our) / rate(one)))
    return round(median(pairs), 3)
  }
  const [ours] = results.get('ticklane shared') ?? []
  const [json] = results.get('ws-json shared') ?? []
  console.log(
    JSON.stringify({
      ratio_floor_shared: ratio('ticklane shared', 'floor shared'),
      ratio_floor_distinct: ratio('ticklane distinct', 'floor distinct'),
      x_bun: ratio('ticklane shared', 'bun shared'),
      x_bun_packed: ratio('ticklane shared', 'bun-packed shared'),
      x_socketio: ratio('ticklane shared', 'socketio shared'),
      x_ws_json: ratio('ticklane shared', 'ws-json shared'),
      x_ws_array: ratio('ticklane shared', 'ws-array shared'),
      bytes_per_update: ours === undefined ? undefined : round(ours.bytes / ours.updates, 2),
      x_json_bytes:
        ours === undefined || json === undefined ? undefined : round(json.bytes / json.updates / (ours.bytes / ours.updates), 1),
    }),
  )
}

/** 1,000 viewers, 50 instruments, 10 Hz. */
const viewersPerSecond = 500_000

function rate(measured: Measured): number {
  return measured.updates / measured.cpuSeconds
}

function canPin(): boolean {
  return process.platform === 'linux' && cpus().length > 1 && spawnSync('taskset', ['--version']).status === 0
}

/** The readers get the last core, the server the first. */
function pinSelf(): void {
  if (canPin()) spawnSync('taskset', ['-a', '-cp', String(cpus().length - 1), String(process.pid)])
  else console.error('Not pinned to cores: taskset is missing, or there is one core')
}

function optionOf(args: readonly string[], name: string): string | undefined {
  const index = args.indexOf(name)
  return index < 0 ? undefined : args[index + 1]
}

function numberOption(args: readonly string[], name: string, fallback: number): number {
  const value = Number(optionOf(args, name) ?? fallback)
  if (!(value > 0)) throw new Error(`${name} ${optionOf(args, name)}: expected a number above 0`)
  return value
}

function passed(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}
