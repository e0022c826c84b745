/**
 * Parses JSON with every number as its own text. `1774.10` stays `1774.10`: Kraken's checksum is over the digits as sent, and
 * ids beyond 2^53 and sizes like 1e-8 keep their value. JSON.parse's reviver sees the text too, but calls back for every value
 * and costs four times as much. undefined for what is not JSON.
 */
export function parseLossless(text: string): unknown {
  try {
    return JSON.parse(quoteNumbers(text))
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

const quote = 34
const backslash = 92

/** Puts quotation marks around numbers outside of strings. Whatever else is wrong with the text stays wrong. */
function quoteNumbers(text: string): string {
  let result = ''
  let copied = 0
  let position = 0
  const { length } = text
  while (position < length) {
    const code = text.charCodeAt(position)
    if (code === quote) {
      position = afterString(text, position)
    } else if (code === 45 || (code >= 48 && code <= 57)) {
      const start = position
      position += 1
      while (position < length && isNumberPart(text.charCodeAt(position))) position += 1
      const number = text.slice(start, position)
      // What JSON would refuse (01, 1., 5-) is left as it is, for JSON.parse to refuse.
      if (numberPattern.test(number)) {
        result += `${text.slice(copied, start)}"${number}"`
        copied = position
      }
    } else position += 1
  }
  return copied === 0 ? text : result + text.slice(copied)
}

const numberPattern = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/

function afterString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let backslashes = 0
    while (text.charCodeAt(end - 1 - backslashes) === backslash) backslashes += 1
    if (backslashes % 2 === 0) return end + 1
  }
  return text.length
}

function isNumberPart(code: number): boolean {
  return (code >= 48 && code <= 57) || code === 46 || code === 45 || code === 43 || code === 101 || code === 69
}
