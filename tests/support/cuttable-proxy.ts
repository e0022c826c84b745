import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'

/** A TCP link that can be cut: whatever stands behind it knows nothing of the cut, and nobody gets through until it is mended. */
export class CuttableProxy {
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  #whole = true

  private constructor(targetPort: number) {
    this.#server = createServer((near) => {
      if (!this.#whole) {
        near.destroy()
        return
      }
      const far = connect(targetPort, '127.0.0.1')
      near.pipe(far)
      far.pipe(near)
      for (const [socket, other] of [
        [near, far],
        [far, near],
      ] as const) {
        this.#sockets.add(socket)
        // A reset is what a cut looks like from here.
        socket.on('error', () => other.destroy())
        socket.on('close', () => {
          this.#sockets.delete(socket)
          other.destroy()
        })
      }
    })
  }

  /** To a port of this machine. */
  static async start(targetPort: number): Promise<CuttableProxy> {
    const proxy = new CuttableProxy(targetPort)
    proxy.#server.listen(0, '127.0.0.1')
    await once(proxy.#server, 'listening')
    return proxy
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  cut(): void {
    this.#whole = false
    for (const socket of this.#sockets) socket.resetAndDestroy()
  }

  mend(): void {
    this.#whole = true
  }

  async stop(): Promise<void> {
    this.cut()
    this.#server.close()
    await once(this.#server, 'close')
  }
}
