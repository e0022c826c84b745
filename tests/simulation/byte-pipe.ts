import type { VirtualClock } from './virtual-clock.ts'

export interface PipeQuality {
  latencyMs: number
  /** Infinity: no limit. */
  bytesPerMs: number
}

/** As TCP would cut it. */
const segmentBytesMax = 16_384

/**
 * Bytes from the server to one page: what the kernel takes (bounded), what it has not taken yet and the server still holds by
 * reference, what is on its way, and what has arrived but is not read (bounded).
 */
export class BytePipe {
  readonly quality: PipeQuality
  /** Nothing gets through; nothing is lost. */
  stalled = false
  /** The page does not read. */
  unread = false
  readonly #clock: VirtualClock
  readonly #kernelBytesMax: number
  readonly #receivedBytesMax: number
  readonly #onBytes: (bytes: Buffer) => void
  #waiting: Buffer[] = []
  /** Of the first in `waiting`: taken by the kernel. */
  #taken = 0
  #kernel: Buffer[] = []
  #kernelBytes = 0
  #received: Buffer[] = []
  #receivedBytes = 0
  #flyingBytes = 0
  #arrivesMs = 0
  #sending = false
  #cut = false
  /** Written but not taken by the kernel, whole writes as Node counts them. */
  waitingBytes = 0

  constructor(
    clock: VirtualClock,
    quality: PipeQuality,
    sizes: { readonly kernelBytesMax: number; readonly receivedBytesMax: number },
    onBytes: (bytes: Buffer) => void,
  ) {
    this.#clock = clock
    this.quality = quality
    this.#kernelBytesMax = sizes.kernelBytesMax
    this.#receivedBytesMax = sizes.receivedBytesMax
    this.#onBytes = onBytes
  }

  /** Keeps a reference to what the kernel does not take, as a socket does. */
  write(bytes: Buffer): void {
    if (this.#cut) return
    this.#waiting.push(bytes)
    this.waitingBytes += bytes.length
    this.pump()
  }

  /** The connection is gone: what is on its way does not arrive. */
  cut(): void {
    this.#cut = true
    this.#waiting = []
    this.waitingBytes = 0
    this.#kernel = []
    this.#received = []
  }

  /** To be called when `stalled` or `unread` ended. */
  pump(): void {
    if (this.#cut) return
    this.#take()
    while (!this.#sending && !this.stalled && this.#kernelBytes > 0 && this.#hasRoom()) this.#send()
    if (!this.unread && this.#received.length > 0) this.#hand()
  }

  #hasRoom(): boolean {
    return this.#receivedBytes + this.#flyingBytes < this.#receivedBytesMax
  }

  #take(): void {
    for (let first = this.#waiting[0]; first !== undefined; first = this.#waiting[0]) {
      const room = this.#kernelBytesMax - this.#kernelBytes
      if (room <= 0) return
      const part = first.subarray(this.#taken, this.#taken + room)
      this.#kernel.push(Buffer.from(part))
      this.#kernelBytes += part.length
      this.#taken += part.length
      if (this.#taken < first.length) return
      this.#waiting.shift()
      this.#taken = 0
      this.waitingBytes -= first.length
    }
  }

  #send(): void {
    const [first] = this.#kernel
    if (first === undefined) return
    // Small where the line is slow, so that it soon feels a change of speed.
    const bytesMax = Math.min(segmentBytesMax, Math.max(100, Math.floor(this.quality.bytesPerMs * 50)))
    const segment = first.subarray(0, bytesMax)
    if (segment.length === first.length) this.#kernel.shift()
    else this.#kernel[0] = first.subarray(bytesMax)
    const durationMs = segment.length / this.quality.bytesPerMs
    this.#flyingBytes += segment.length
    if (durationMs < 0.1) {
      this.#kernelBytes -= segment.length
      this.#fly(segment)
      this.#take()
      return
    }
    this.#sending = true
    this.#clock.after(durationMs, () => {
      this.#sending = false
      if (this.#cut) return
      this.#kernelBytes -= segment.length
      this.#fly(segment)
      this.pump()
    })
  }

  #fly(segment: Buffer): void {
    this.#arrivesMs = Math.max(this.#arrivesMs, this.#clock.nowMs + this.quality.latencyMs)
    this.#clock.at(this.#arrivesMs, () => {
      if (this.#cut) return
      this.#flyingBytes -= segment.length
      this.#received.push(segment)
      this.#receivedBytes += segment.length
      if (!this.unread) this.#hand()
    })
  }

  #hand(): void {
    const received = this.#received
    this.#received = []
    this.#receivedBytes = 0
    for (const bytes of received) this.#onBytes(bytes)
    this.pump()
  }
}
