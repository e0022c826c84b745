import { bitLength } from './number-code.ts'
import { ProtocolError } from './protocol-error.ts'
import type { RangeReader } from './range-reader.ts'
import type { RangeWriter } from './range-writer.ts'
import { contextCount, numberContexts, numberKinds, numbersAt } from './record-contexts.ts'
import type { RecordModel } from './record-model.ts'

/**
 * A whole number of 0 to 2^53 - 1 by its bit length n, coded as the distance from the running mean m of such lengths, then
 * its n - 1 bits below the leading one ([A5]). `shift` is added to the mean where something known tells how long it will be.
 */

/** Contexts of a number: longer than m; then one per further bit up, the last shared; then one per further bit down. */
const upAt = 1
const upLast = 3
const downAt = 5
const downLast = 4
const lengthMax = 53

export function writeAdaptiveNumber(
  writer: RangeWriter,
  model: RecordModel,
  row: number,
  kind: number,
  value: number,
  shift = 0,
): void {
  const { contexts, lengths } = model
  const at = row * contextCount + numbersAt + kind * numberContexts
  const lengthAt = row * numberKinds + kind
  const mean = ((lengths[lengthAt] as number) + 8) >>> 4
  const expected = mean + shift
  const length = bitLength(value)
  if (length > expected) {
    writer.bit(contexts, at, true)
    const steps = length - expected - 1
    for (let step = 0; step < steps; step++) writer.bit(contexts, at + upAt + Math.min(step, upLast), true)
    writer.bit(contexts, at + upAt + Math.min(steps, upLast), false)
  } else {
    writer.bit(contexts, at, false)
    const steps = expected - length
    for (let step = 0; step < steps; step++) writer.bit(contexts, at + downAt + Math.min(step, downLast), true)
    if (length > 0) writer.bit(contexts, at + downAt + Math.min(steps, downLast), false)
  }
  if (length > 1) writer.direct(value, length - 1)
  learnLength(lengths, lengthAt, length - shift, mean)
}

export function readAdaptiveNumber(reader: RangeReader, model: RecordModel, row: number, kind: number, shift = 0): number {
  const { contexts, lengths } = model
  const at = row * contextCount + numbersAt + kind * numberContexts
  const lengthAt = row * numberKinds + kind
  const mean = ((lengths[lengthAt] as number) + 8) >>> 4
  let length = mean + shift
  if (reader.bit(contexts, at)) {
    length += 1
    for (let step = 0; reader.bit(contexts, at + upAt + Math.min(step, upLast)); step++) {
      length += 1
      if (length > lengthMax) break
    }
  } else {
    for (let step = 0; length > 0 && reader.bit(contexts, at + downAt + Math.min(step, downLast)); step++) length -= 1
  }
  if (length > lengthMax) throw new ProtocolError('malformed', `a number of more than ${lengthMax} bits`)
  learnLength(lengths, lengthAt, length - shift, mean)
  return length < 2 ? length : 2 ** (length - 1) + reader.direct(length - 1)
}

function learnLength(lengths: Uint16Array, at: number, length: number, mean: number): void {
  lengths[at] = Math.max(0, (lengths[at] as number) + length - mean)
}
