import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { StreamHarness } from './stream-harness.ts'

/** What every example prints as its last line. */
export interface ExampleSummary {
  readonly checksPassed: number
  readonly checksFailed: number
  readonly missedTrades?: number | null
  readonly errors: readonly unknown[]
  readonly quotes: Readonly<
    Record<
      string,
      {
        readonly last: string | null
        readonly bid: string | null
        readonly ask: string | null
        readonly totalTrades: number
        readonly totalVolume: string
      }
    >
  >
}

/** An example as a process of its own, while the harness's time goes on. */
export class ExampleClient {
  readonly #child: ChildProcess
  readonly #harness: StreamHarness
  #output = ''
  #problems = ''

  constructor(harness: StreamHarness, command: string, args: readonly string[]) {
    this.#harness = harness
    // A group of its own, so that a shell's children end with it.
    this.#child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true })
    this.#child.stdout?.on('data', (chunk: Buffer) => {
      this.#output += chunk.toString()
    })
    this.#child.stderr?.on('data', (chunk: Buffer) => {
      this.#problems += chunk.toString()
    })
    this.#child.on('error', (error) => {
      this.#problems += error.message
    })
  }

  get lines(): readonly string[] {
    return this.#output.split('\n').filter((line) => line !== '')
  }

  /** Lets the market's time pass until the client has said something. Throws when the client has ended instead. */
  async until(condition: () => boolean, meanwhile: () => void = () => undefined): Promise<void> {
    while (!condition()) {
      if (this.#child.exitCode !== null) throw new Error(`The client ended with ${this.#child.exitCode}:\n${this.#problems}`)
      meanwhile()
      this.#harness.clock.advance(50)
      await new Promise((resolve) => setTimeout(resolve, 2))
    }
  }

  /** Ends it as Ctrl-C does. */
  async interrupt(): Promise<ExampleSummary> {
    const ended = once(this.#child, 'close')
    this.#child.kill('SIGINT')
    await ended
    const last = this.lines.at(-1)
    if (last === undefined) throw new Error(`The client said nothing:\n${this.#problems}`)
    return JSON.parse(last) as ExampleSummary
  }

  /** With all that it started. */
  kill(): void {
    const { pid } = this.#child
    if (pid === undefined || this.#child.exitCode !== null) return
    process.kill(-pid, 'SIGKILL')
  }
}
