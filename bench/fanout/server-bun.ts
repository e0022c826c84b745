/** Bun (uWebSockets): a topic for each instrument, every update published to it. Runs under Bun. */
import { control } from './child-control.ts'
import { flushHz, updateJson, Workload } from './workload.ts'

/** What of Bun is used; its types are not ours to depend on. */
interface BunSocket {
  subscribe(topic: string): void
}
interface BunServer {
  readonly port: number
  publish(topic: string, message: string | Uint8Array): number
}
interface BunRuntime {
  serve(options: object): BunServer
}

const bun = (globalThis as unknown as { Bun: BunRuntime }).Bun
const packed = process.argv[2] === 'packed'
const workload = new Workload()
const sizes: number[] = workload.rows.map(() => 0)
let updates = 0
let bytes = 0

const server = bun.serve({
  port: 0,
  hostname: '127.0.0.1',
  fetch: (request: Request, upgrader: { upgrade(request: Request): boolean }) =>
    upgrader.upgrade(request) ? undefined : new Response('expected an upgrade', { status: 426 }),
  websocket: {
    idleTimeout: 0,
    message(socket: BunSocket, text: string) {
      for (const instrument of JSON.parse(text) as number[]) {
        socket.subscribe(String(instrument))
        sizes[instrument] = (sizes[instrument] ?? 0) + 1
      }
    },
  },
})

/** The instrument's number and six bytes, which a packed update hardly fits into. */
function record(instrument: number): Uint8Array {
  const packedBytes = new Uint8Array(8)
  packedBytes[0] = instrument & 255
  packedBytes[1] = instrument >> 8
  return packedBytes
}

function flush(): void {
  workload.step()
  for (const [instrument, row] of workload.rows.entries()) {
    const message = packed ? record(instrument) : updateJson(row)
    server.publish(String(instrument), message)
    updates += sizes[instrument] ?? 0
    bytes += (sizes[instrument] ?? 0) * (message.length + (message.length < 126 ? 2 : 4))
  }
}

let timer: ReturnType<typeof setInterval> | undefined
control({
  port: server.port,
  counters: () => ({ updates, bytes }),
  run: () => {
    timer = setInterval(flush, 1_000 / flushHz)
  },
  rest: () => clearInterval(timer),
})
