/** The model counts in one unit for all prices and all sizes: 1e-8, finer than any tick or lot of a simulation. */
const decimals = 8

/** Of a decimal text. */
export function unitsOf(text: string): bigint {
  const negative = text.startsWith('-')
  const [whole = '0', fraction = ''] = (negative ? text.slice(1) : text).split('.')
  if (fraction.length > decimals) throw new RangeError(`Cannot count ${text} in units of 1e-${decimals}`)
  const units = BigInt(whole + fraction.padEnd(decimals, '0'))
  return negative ? -units : units
}

/** A price fits a number: below 9e7 at 1e-8. */
export function priceUnitsOf(text: string): number {
  return Number(unitsOf(text))
}
