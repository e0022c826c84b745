import { venueTime } from './venue-time.ts'

let cachedDate = ''
let cachedDateMs = 0

/**
 * `2026-07-07T22:58:16.156605Z` to Unix ms with a fraction (exact to a microsecond). NaN for anything else, and outside of 2000 to 2100. Only UTC, with
 * any number of decimals: what Coinbase, Kraken and Alpaca send. Date.parse would cost ten times as much and cut at 1 ms.
 */
export function rfc3339Ms(text: unknown): number {
  if (typeof text !== 'string' || text.length < 20) return Number.NaN
  const date = text.slice(0, 10)
  if (date !== cachedDate) {
    const dateMs = /^\d{4}-\d\d-\d\d$/.test(date) ? Date.parse(`${date}T00:00:00Z`) : Number.NaN
    if (Number.isNaN(dateMs)) return Number.NaN
    cachedDate = date
    cachedDateMs = dateMs
  }
  const seconds = twoDigits(text, 11) * 3600 + twoDigits(text, 14) * 60 + twoDigits(text, 17)
  if (text.charCodeAt(10) !== 84 || text.charCodeAt(13) !== 58 || text.charCodeAt(16) !== 58) return Number.NaN
  let position = 19
  let nanoseconds = 0
  if (text.charCodeAt(position) === 46) {
    let scale = 1e8
    for (position += 1; isDigit(text.charCodeAt(position)); position++) {
      nanoseconds += (text.charCodeAt(position) - 48) * scale
      scale /= 10
    }
  }
  if (text.charCodeAt(position) !== 90 || position !== text.length - 1) return Number.NaN
  // Cut at microseconds: a double rounds the last 100 ns of a minute up into the next one, and with it the trade's bar.
  return venueTime(cachedDateMs + seconds * 1000 + Math.floor(nanoseconds / 1000) / 1000)
}

function twoDigits(text: string, position: number): number {
  const tens = text.charCodeAt(position)
  const ones = text.charCodeAt(position + 1)
  return isDigit(tens) && isDigit(ones) ? (tens - 48) * 10 + (ones - 48) : Number.NaN
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57
}
