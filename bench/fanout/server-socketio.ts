/** Socket.IO: a room for each instrument, every update emitted to its room. */
import { createServer, type Server as HttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { control } from './child-control.ts'
import { flushHz, updateJson, Workload } from './workload.ts'

/** What of Socket.IO is used: a checkout without `npm install --prefix bench` has no types of it. */
interface SocketIo {
  on(event: 'connection', listener: (socket: { handshake: { auth: { list: number[] } }; join(room: string): void }) => void): void
  to(room: string): { emit(event: string, content: unknown): void }
}
const peer = 'socket.io'
const { Server } = (await import(peer)) as { Server: new (http: HttpServer, options: object) => SocketIo }

const workload = new Workload()
const sizes: number[] = workload.rows.map(() => 0)
let updates = 0
let bytes = 0
const http = createServer()
const io = new Server(http, { transports: ['websocket'], pingInterval: 1e8, serveClient: false })
io.on('connection', (socket) => {
  for (const instrument of socket.handshake.auth.list) {
    socket.join(String(instrument))
    sizes[instrument] = (sizes[instrument] ?? 0) + 1
  }
})

function flush(): void {
  workload.step()
  for (const [instrument, row] of workload.rows.entries()) {
    const text = updateJson(row)
    io.to(String(instrument)).emit('tick', JSON.parse(text))
    updates += sizes[instrument] ?? 0
    bytes += (sizes[instrument] ?? 0) * (text.length + '42["tick",]'.length + 4)
  }
}

let timer: NodeJS.Timeout | undefined
http.listen(0, '127.0.0.1', () =>
  control({
    port: (http.address() as AddressInfo).port,
    counters: () => ({ updates, bytes }),
    run: () => {
      timer = setInterval(flush, 1_000 / flushHz)
    },
    rest: () => clearInterval(timer),
  }),
)
