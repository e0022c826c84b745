/** Small, because a frame that a socket could not take keeps its whole slab alive. */
const slabBytes = 65_536
/** Whole words may be copied past a frame's end. */
const slackBytes = 8

/**
 * Room for the frames of a flush, cut one after the other from larger buffers: a frame costs a view, not an allocation. What
 * has reached the kernel when the flush ends serves the next one, and stays in the processor's cache.
 */
export class FrameSlab {
  buffer: Buffer
  /** Where the next frame may begin. */
  offset = 0
  #slabs: Buffer[]
  #index = 0

  constructor() {
    this.buffer = Buffer.allocUnsafeSlow(slabBytes)
    this.#slabs = [this.buffer]
  }

  /** At least this many bytes from `offset` on; may replace `buffer`. */
  reserve(byteCount: number): void {
    if (this.offset + byteCount + slackBytes <= this.buffer.length) return
    this.offset = 0
    if (byteCount + slackBytes > slabBytes) {
      // Too large to keep: its own memory, gone with the frame.
      this.buffer = Buffer.allocUnsafeSlow(byteCount + slackBytes)
      return
    }
    this.#index += 1
    let slab = this.#slabs[this.#index]
    if (slab === undefined) {
      slab = Buffer.allocUnsafeSlow(slabBytes)
      this.#slabs[this.#index] = slab
    }
    this.buffer = slab
  }

  /** The bytes in `[start, end)`, which the next frame will not touch. */
  take(start: number, end: number): Buffer {
    this.offset = end
    return this.buffer.subarray(start, end)
  }

  /** The frame is still referred to: its memory must not be written again. */
  keep(frame: Buffer): void {
    const index = this.#slabs.findIndex((slab) => slab.buffer === frame.buffer)
    if (index >= 0) this.#slabs[index] = Buffer.allocUnsafeSlow(slabBytes)
  }

  /** Ends the flush: the kernel has copied all frames but those kept. */
  recycle(): void {
    this.#index = 0
    this.offset = 0
    const [first] = this.#slabs
    if (first !== undefined) this.buffer = first
  }
}
