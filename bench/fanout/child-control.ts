/** What a server under test says when asked; CPU is the whole process's, user and system. */
export interface Measured {
  readonly cpuSeconds: number
  readonly systemSeconds: number
  readonly updates: number
  readonly bytes: number
  readonly residentBytes: number
}

/** A server that can be told to send and to rest, so that several are measured in turns. */
export interface Controlled {
  readonly port: number
  /** Totals since the start. */
  counters(): { readonly updates: number; readonly bytes: number }
  run(): void
  rest(): void
}

/**
 * Line protocol with the benchmark, the same under Node and Bun: writes the port, then answers `run`, `begin` (of what is
 * measured) and `end`, each by a line.
 */
export function control(server: Controlled): void {
  let before = { cpu: process.cpuUsage(), ...server.counters() }
  const answer = (value: object) => process.stdout.write(`${JSON.stringify(value)}\n`)
  const obey = (command: string) => {
    if (command === 'run') {
      server.run()
      answer({})
    } else if (command === 'begin') {
      before = { cpu: process.cpuUsage(), ...server.counters() }
      answer({})
    } else if (command === 'end') {
      const used = process.cpuUsage(before.cpu)
      const now = server.counters()
      server.rest()
      const measured: Measured = {
        cpuSeconds: (used.user + used.system) / 1e6,
        systemSeconds: used.system / 1e6,
        updates: now.updates - before.updates,
        bytes: now.bytes - before.bytes,
        residentBytes: process.memoryUsage.rss(),
      }
      answer(measured)
    }
  }
  process.stdin.setEncoding('utf8')
  process.stdin.on('data', (text: string) => {
    for (const line of text.split('\n')) obey(line)
  })
  process.stdin.on('end', () => process.exit(0))
  answer({ port: server.port })
}
