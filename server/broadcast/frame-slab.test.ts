import { describe, expect, it } from 'vitest'
import { FrameSlab } from './frame-slab.ts'

function write(slab: FrameSlab, length: number, fill: number): Buffer {
  slab.reserve(length)
  const { buffer, offset } = slab
  buffer.fill(fill, offset, offset + length)
  return slab.take(offset, offset + length)
}

const isFilled = (frame: Buffer, fill: number) => frame.every((byte) => byte === fill)

describe('FrameSlab', () => {
  it('cuts frames that do not overlap, however many', () => {
    const slab = new FrameSlab()
    const frames = Array.from({ length: 500 }, (_, index) => write(slab, 1 + ((index * 37) % 900), index % 256))
    expect(frames.every((frame, index) => isFilled(frame, index % 256))).toBe(true)
  })

  it('uses the same memory again, but not that of a frame that is still waited for', () => {
    const slab = new FrameSlab()
    const gone = write(slab, 1_000, 1)
    const kept = write(slab, 60_000, 2)
    const large = write(slab, 200_000, 3)
    slab.recycle()
    expect(write(slab, 1_000, 4).buffer).toBe(gone.buffer)
    slab.keep(kept)
    slab.recycle()
    for (let flush = 0; flush < 5; flush++) {
      for (let count = 0; count < 100; count++) write(slab, 5_000, 9)
      slab.recycle()
    }
    expect([isFilled(kept, 2), isFilled(large, 3)]).toEqual([true, true])
  })
})
