/**
 * Removes what binary floating point added to a decimal: `1323.6399999999999` is `1323.64`. Some venues send sums of
 * doubles; a number with 16 or more significant digits is no price anybody quoted. Others stay as they are.
 */
export function denoise(text: string): string {
  let significant = 0
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code === 101 || code === 69) break
    if (code >= 48 && code <= 57 && (significant > 0 || code !== 48)) significant += 1
  }
  return significant < 16 || !text.includes('.') ? text : String(Number(Number(text).toPrecision(15)))
}
