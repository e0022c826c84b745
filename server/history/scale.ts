import { parseStep, type Step, stepRatio } from '../../lib/market/step.ts'
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
 * Rewrites rows `[fromRow, count)` from one scale to another, in place, exactly. A bar whose numbers the other scale cannot
 * express (too coarse for it, or so fine that they leave 2^53) becomes one without numbers (`BarRows.isBlank`), and so does
 * what is derived from it: it is called missing and never shown wrong. Returns how many.
 */
export function rescale(rows: BarRows, fromRow: number, from: Scale, to: Scale): number {
  const price = ratioOf(parseStep(from.tick), parseStep(to.tick))
  const size = ratioOf(parseStep(from.lot), parseStep(to.lot))
  const samePrice = price.up === price.down
  const sameSize = size.up === size.down
  if (samePrice && sameSize) return 0
  const { values } = rows
  let blanked = 0
  for (let offset = fromRow * rowWidth; offset < rows.count * rowWidth; offset += rowWidth) {
    const row = offset / rowWidth
    if (rows.isBlank(row)) continue
    let exact = true
    for (let column = 1; !samePrice && column <= 4; column++) {
      values[offset + column] = scaled(BigInt(values[offset + column] as number), price) ?? Number.NaN
      exact &&= Number.isSafeInteger(values[offset + column])
    }
    if (!sameSize) {
      const { up, down } = size
      const volume = wideToBigInt(values[offset + 5] as number, values[offset + 6] as number) * up
      const { high, low } = wideFromBigInt(volume / down)
      values[offset + 5] = high
      values[offset + 6] = low
      exact &&= volume % down === 0n && Number.isSafeInteger(high)
    }
    if (exact) continue
    rows.blank(row)
    blanked += 1
  }
  return blanked
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

/** undefined: not a whole number. */
function scaled(value: bigint, { up, down }: Ratio): number | undefined {
  const raised = value * up
  return raised % down === 0n ? Number(raised / down) : undefined
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
