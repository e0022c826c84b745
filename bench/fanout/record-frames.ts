import { Session } from '../../server/broadcast/session.ts'
import type { Transport } from '../../server/broadcast/transport.ts'
import { ManualClock } from '../../tests/support/manual-clock.ts'
import { BenchEngine } from './engine.ts'
import { flushHz, type Sharing, symbolOf, watchlists } from './workload.ts'

/** The frames of some flushes, by flush and viewer; viewers of one list have one Buffer, as in the product. */
export function recordFrames(sharing: Sharing, flushes: number): { frames: Buffer[][] } {
  const clock = new ManualClock(Date.parse('2024-08-09T10:00:00Z'))
  const engine = new BenchEngine(clock)
  engine.conflator.start()
  const rounds: Buffer[][] = []
  let round: Buffer[] = []
  let copies = new Map<Buffer, Buffer>()
  for (const [viewer, list] of watchlists(sharing).entries()) {
    const transport: Transport = {
      kind: 'websocket',
      encoding: 'binary',
      bufferedBytes: 0,
      write(frame) {
        // The product writes the next flush into the same memory.
        const copy = copies.get(frame) ?? Buffer.from(frame)
        copies.set(frame, copy)
        round[viewer] = copy
        return 0
      },
      ping: () => undefined,
      close: () => undefined,
      terminate: () => undefined,
    }
    const session = new Session(transport, 'bench', clock.now())
    engine.broadcaster.open(session)
    engine.broadcaster.receive(session, JSON.stringify({ type: 'subscribe', symbols: list.map(symbolOf), rate: flushHz }))
  }
  // The coding learns the sizes of this market first, as in a server that has been running.
  for (let flush = 0; flush < 200; flush++) {
    engine.step()
    clock.advance(1_000 / flushHz)
  }
  for (let flush = 0; flush < flushes; flush++) {
    round = []
    copies = new Map()
    engine.step()
    clock.advance(1_000 / flushHz)
    rounds.push(round)
  }
  return { frames: rounds }
}
