// @vitest-environment jsdom
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { HostMessage, PageMessage } from './bridge-messages.ts'
import { openHost } from './open-host.ts'

class FakeWorker {
  static made: FakeWorker[] = []
  onmessage: ((event: { data: HostMessage }) => void) | null = null
  onerror: ((event: ErrorEvent) => void) | null = null
  onmessageerror: (() => void) | null = null
  readonly said: PageMessage[] = []
  terminated = false

  constructor() {
    FakeWorker.made.push(this)
  }

  postMessage(message: PageMessage): void {
    this.said.push(message)
  }

  terminate(): void {
    this.terminated = true
  }
}

/** The page's own sockets, as far as anybody can see. */
class NativeSocket {
  static opened: NativeSocket[] = []
  readonly close = vi.fn()

  constructor() {
    NativeSocket.opened.push(this)
  }
}
const nativeText = 'function WebSocket() { [native code] }'

/** What is not loaded yet comes when the machine has time. */
const until = (condition: () => void) => vi.waitFor(condition, { timeout: 15_000, interval: 5 })

const start: PageMessage = { type: 'start', url: 'ws://test/stream', hidden: false, online: true }

function page({ wrapped }: { readonly wrapped?: 'a class' | 'a proxy' } = {}): void {
  FakeWorker.made = []
  NativeSocket.opened = []
  vi.stubGlobal('Worker', FakeWorker)
  vi.stubGlobal('WebSocket', wrapped === 'a proxy' ? new Proxy(NativeSocket, {}) : NativeSocket)
  const native = Function.prototype.toString
  vi.spyOn(Function.prototype, 'toString').mockImplementation(function (this: unknown) {
    return this === NativeSocket && wrapped === undefined ? nativeText : native.call(this)
  })
  vi.spyOn(console, 'warn').mockImplementation(() => undefined)
}

afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

const nobody = () => undefined
const open = (failures = 0, onFailed: (reason: string) => void = nobody) => openHost(nobody, onFailed, failures)

describe('where the stream of a page is received', () => {
  it('is a worker, which gets all that the page says, and is ended when it is no more wanted', () => {
    page()
    const told: HostMessage[] = []
    const port = openHost((message) => told.push(message), nobody, 0)
    port.post(start, [])
    const [worker] = FakeWorker.made
    expect(FakeWorker.made).toHaveLength(1)
    expect(worker?.said).toEqual([start])
    worker?.onmessage?.({ data: { type: 'ready' } })
    expect(told).toEqual([{ type: 'ready' }])
    expect(NativeSocket.opened).toHaveLength(0)
    port.end?.()
    expect(worker?.terminated).toBe(true)
  })

  it('says why the worker failed: not loaded, an error of its own, or what cannot be read', () => {
    page()
    const reasons: string[] = []
    open(0, (reason) => reasons.push(reason))
    const [worker] = FakeWorker.made
    // What a browser sends when a script cannot be loaded.
    worker?.onerror?.(new Event('error') as ErrorEvent)
    worker?.onerror?.(new ErrorEvent('error', { message: 'a bug' }))
    worker?.onmessageerror?.()
    expect(reasons).toEqual([
      'its thread failed: it could not be loaded',
      'its thread failed: a bug',
      'a message of its thread could not be read',
    ])
  })

  it('is a worker once more when one has failed, then the page itself, which loses nothing that was said', async () => {
    page()
    open(1)
    expect(FakeWorker.made).toHaveLength(1)
    const port = open(2)
    expect(FakeWorker.made).toHaveLength(1)
    port.post(start, [])
    await until(() => expect(NativeSocket.opened).toHaveLength(1))
    port.post({ type: 'close' }, [])
    await until(() => expect(NativeSocket.opened[0]?.close).toHaveBeenCalledTimes(1))
    expect(port.end).toBeUndefined()
  })

  it('is the page itself where there are no sockets: what else there is brings the stream', () => {
    page()
    vi.stubGlobal('WebSocket', undefined)
    open()
    expect(FakeWorker.made).toHaveLength(0)
  })

  it.each(['a class', 'a proxy'] as const)(
    'is the page itself where somebody has wrapped its sockets in %s to see the stream',
    async (wrapped) => {
      page({ wrapped })
      const port = open()
      port.post(start, [])
      await until(() => expect(NativeSocket.opened).toHaveLength(1))
      expect(FakeWorker.made).toHaveLength(0)
      port.post({ type: 'close' }, [])
      await until(() => expect(NativeSocket.opened[0]?.close).toHaveBeenCalledTimes(1))
    },
  )
})
