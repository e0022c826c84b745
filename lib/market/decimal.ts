/** digits * 10^-decimals, without trailing zeros. */
export interface Decimal {
  readonly digits: bigint
  readonly decimals: number
}

const decimalPattern = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,4}))?$/
const decimalsMax = 400

/** Any notation a venue uses (`12`, `0.50`, `9.9e-07`). Returns undefined for what is not a finite decimal number. */
export function parseDecimal(text: string): Decimal | undefined {
  const match = decimalPattern.exec(text)
  if (match === null) return undefined
  const [, sign = '', whole = '', fraction = '', exponentText = '0'] = match
  if (whole.length + fraction.length === 0) return undefined
  const exponent = Number(exponentText)
  if (Math.abs(exponent) > decimalsMax) return undefined
  let digits = BigInt(whole + fraction)
  if (digits === 0n) return { digits: 0n, decimals: 0 }
  let decimals = fraction.length - exponent
  while (digits % 10n === 0n && decimals > 0) {
    digits /= 10n
    decimals -= 1
  }
  if (decimals < 0) {
    digits *= 10n ** BigInt(-decimals)
    decimals = 0
  }
  return { digits: sign === '-' ? -digits : digits, decimals }
}

export function formatDecimal(value: Decimal): string {
  const negative = value.digits < 0n
  const text = (negative ? -value.digits : value.digits).toString().padStart(value.decimals + 1, '0')
  const whole = text.slice(0, text.length - value.decimals)
  const fraction = text.slice(text.length - value.decimals).replace(/0+$/, '')
  return `${negative ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`
}
