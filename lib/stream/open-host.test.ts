// @vitest-environment jsdom
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { HostMessage, PageMessage } from './bridge-messages.ts'
import { openHost } from './open-host.ts'

class FakeWorker {
  static made: FakeWorker[] = []
  onmessage: ((event: { data: HostMessage }) => void) | null = null
  onerror: ((event: ErrorEvent) => void) | null = null
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

function page({ wrapped = false } = {}): void {
  FakeWorker.made = []
  NativeSocket.opened = []
  vi.stubGlobal('Worker', FakeWorker)
  vi.stubGlobal('WebSocket', NativeSocket)
  const native = Function.prototype.toString
  vi.spyOn(Function.prototype, 'toString').mockImplementation(function (this: unknown) {
    return this === NativeSocket && !wrapped ? nativeText : native.call(this)
  })
  vi.spyOn(console, 'warn').mockImplementation(() => undefined)
}

afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

describe('where the stream of a page is received', () => {
  it('is a worker, which gets all that the page says', () => {
    page()
    const told: HostMessage[] = []
    const port = openHost((message) => told.push(message))
    port.post(start, [])
    expect(FakeWorker.made).toHaveLength(1)
    expect(FakeWorker.made[0]?.said).toEqual([start])
    FakeWorker.made[0]?.onmessage?.({ data: { type: 'ready' } })
    expect(told).toEqual([{ type: 'ready' }])
    expect(NativeSocket.opened).toHaveLength(0)
  })

  it('is the page itself when the worker cannot be loaded, and nothing that was said is lost', async () => {
    page()
    const port = openHost(() => undefined)
    port.post(start, [])
    const [worker] = FakeWorker.made
    worker?.onerror?.(new ErrorEvent('error', { message: 'not found' }))
    expect(worker?.terminated).toBe(true)
    await until(() => expect(NativeSocket.opened).toHaveLength(1))
    port.post({ type: 'close' }, [])
    await until(() => expect(NativeSocket.opened[0]?.close).toHaveBeenCalledTimes(1))
    expect(worker?.said).toEqual([start])
  })

  it('is the worker still when that has an error of its own', () => {
    page()
    openHost(() => undefined)
    const [worker] = FakeWorker.made
    worker?.onmessage?.({ data: { type: 'ready' } })
    worker?.onerror?.(new ErrorEvent('error', { message: 'a bug' }))
    expect(worker?.terminated).toBe(false)
  })

  it('is the page itself where there are no sockets: what else there is brings the stream', () => {
    page()
    vi.stubGlobal('WebSocket', undefined)
    openHost(() => undefined)
    expect(FakeWorker.made).toHaveLength(0)
  })

  it('is the page itself where somebody has wrapped its sockets to see the stream', async () => {
    page({ wrapped: true })
    const port = openHost(() => undefined)
    port.post(start, [])
    await until(() => expect(NativeSocket.opened).toHaveLength(1))
    expect(FakeWorker.made).toHaveLength(0)
    port.post({ type: 'close' }, [])
    await until(() => expect(NativeSocket.opened[0]?.close).toHaveBeenCalledTimes(1))
  })
})
