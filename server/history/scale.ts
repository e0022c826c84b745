import { parseStep, type Step, stepRatio } from '../../lib/market/decimal.ts'
import { wideFromBigInt, wideToBigInt } from '../../lib/market/wide.ts'
import { type BarRows, rowWidth } from './bar-rows.ts'

/** What the integers of a bar are multiples of. */
export interface Scale {
  readonly tick: string
  readonly lot: string
}

/** For each of tick and lot the finer of both; where neither is a multiple of the other, what both are multiples of. */
export function finerScale(a: Scale, b: Scale): Scale {
  return { tick: finer(a.tick, b.tick), lot: finer(a.lot, b.lot) }
}

/**
 * Rewrites rows `[fromRow, count)` from one scale to another, in place. To a finer one it is exact. To a coarser one it is
 * where every number allows it, which holds as instruments only ever become finer and start as fine as their stored bars
 * (`knownScale`); else numbers are rounded to the nearest, and the result is false.
 */
export function rescale(rows: BarRows, fromRow: number, from: Scale, to: Scale): boolean {
  const price = ratioOf(parseStep(from.tick), parseStep(to.tick))
  const size = ratioOf(parseStep(from.lot), parseStep(to.lot))
  const samePrice = price.up === price.down
  const sameSize = size.up === size.down
  if (samePrice && sameSize) return true
  const { values } = rows
  let exact = true
  for (let offset = fromRow * rowWidth; offset < rows.count * rowWidth; offset += rowWidth) {
    for (let column = 1; !samePrice && column <= 4; column++) {
      const scaled = scaleBig(BigInt(values[offset + column] as number), price)
      exact &&= scaled.exact
      values[offset + column] = Number(scaled.value)
    }
    if (sameSize) continue
    const volume = scaleBig(wideToBigInt(values[offset + 5] as number, values[offset + 6] as number), size)
    exact &&= volume.exact
    const { high, low } = wideFromBigInt(volume.value)
    values[offset + 5] = high
    values[offset + 6] = low
  }
  return exact
}

interface Ratio {
  readonly up: bigint
  readonly down: bigint
}

/** One step of `from` is `up / down` steps of `to`. */
function ratioOf(from: Step, to: Step): Ratio {
  return {
    up: BigInt(from.multiple) * 10n ** BigInt(Math.max(0, to.decimals - from.decimals)),
    down: BigInt(to.multiple) * 10n ** BigInt(Math.max(0, from.decimals - to.decimals)),
  }
}

function scaleBig(value: bigint, { up, down }: Ratio): { value: bigint; exact: boolean } {
  const scaled = value * up
  return { value: (scaled * 2n + down) / (down * 2n), exact: scaled % down === 0n }
}

function finer(a: string, b: string): string {
  if (a === b) return a
  const stepA = parseStep(a)
  const stepB = parseStep(b)
  const ratio = stepRatio(stepA, stepB)
  if (Number.isInteger(ratio)) return b
  if (Number.isInteger(1 / ratio)) return a
  const decimals = Math.max(stepA.decimals, stepB.decimals)
  return decimals === 0 ? '1' : `0.${'0'.repeat(decimals - 1)}1`
}
