import { once } from 'node:events'
import type { Writable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { binaryFrame, textFrame, websocketFrame } from './websocket-frame.ts'

/** The reading half of `ws`, which its types leave out. */
const { Receiver } = (await import('ws')) as unknown as { Receiver: new (options: { isServer: boolean }) => Writable }

describe('websocketFrame', () => {
  it.each([0, 1, 125, 126, 127, 65_535, 65_536, 200_000])('of %d bytes is read by ws', async (length) => {
    const receiver = new Receiver({ isServer: false })
    const payload = Buffer.alloc(length, 'a')
    for (const opcode of [textFrame, binaryFrame]) {
      const received = once(receiver, 'message')
      receiver.write(websocketFrame(payload, opcode))
      const [bytes, isBinary] = (await received) as [Buffer, boolean]
      expect([bytes.equals(payload), isBinary]).toEqual([true, opcode === binaryFrame])
    }
  })
})
