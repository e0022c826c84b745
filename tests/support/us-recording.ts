import { Random } from '../simulation/random.ts'

/** A Monday morning in New York, in the session. */
export const usSessionMs = Date.parse('2026-03-02T15:00:00Z')
const symbols = ['AAPL', 'MSFT'] as const

const lengthMsDefault = 90_000

/**
 * Ninety seconds (unless told) of two stocks as the venue would send them, in the container's lines: prices between cents, odd lots, several
 * trades in one message, late ones, quotes with an empty side. Nobody publishes recordings of these venues; the same seed gives
 * the same recording.
 */
export function alpacaLines(seed: number, lengthMs = lengthMsDefault): string[] {
  const random = new Random(seed)
  return walk(random, lengthMs, (symbol, timeMs, cents, id) => {
    const nanoseconds = String(random.below(1_000_000)).padStart(6, '0')
    const t = `${new Date(timeMs).toISOString().slice(0, -1)}${nanoseconds}Z`
    if (random.below(3) > 0) {
      const bid = (cents - 1) / 100
      const sides = `"bx":"V","bp":${random.below(40) === 0 ? 0 : bid},"bs":${random.below(9)},"ax":"V","ap":${(cents + 1) / 100},"as":4`
      return `[{"T":"q","S":"${symbol}",${sides},"t":"${t}","c":["R"],"z":"C"}]`
    }
    const trade = (number: number) => {
      const price = random.below(5) === 0 ? `${cents / 100}`.concat(cents % 100 === 0 ? '.0050' : '50') : `${cents / 100}`
      const size = random.below(2) === 0 ? 100 : 1 + random.below(99)
      return `{"T":"t","S":"${symbol}","i":${number},"x":"V","p":${price},"s":${size},"t":"${t}","c":["@","I"],"z":"C"}`
    }
    return `[${Array.from({ length: 1 + random.below(3) }, (_, index) => trade(id * 10 + index)).join(',')}]`
  })
}

export function finnhubLines(seed: number, lengthMs = lengthMsDefault): string[] {
  const random = new Random(seed)
  return walk(random, lengthMs, (symbol, timeMs, cents) => {
    if (random.below(20) === 0) return '{"type":"ping"}'
    const row = () => {
      const price = cents / 100 + 0.1 - 0.1
      const size = random.below(10) === 0 ? 0 : 1 + random.below(300)
      return JSON.stringify({ c: ['1', '12'], p: price, s: symbol, t: timeMs, v: size })
    }
    return `{"data":[${Array.from({ length: 1 + random.below(4) }, row).join(',')}],"type":"trade"}`
  })
}

function walk(
  random: Random,
  lengthMs: number,
  say: (symbol: string, timeMs: number, cents: number, id: number) => string,
): string[] {
  const prices = [18_950, 41_207]
  const lines: string[] = []
  for (let id = 1, offsetMs = 0; offsetMs < lengthMs; id++) {
    offsetMs += random.below(120)
    const which = random.below(symbols.length)
    const cents = (prices[which] ?? 0) + random.below(5) - 2
    prices[which] = cents
    // Off-exchange trades are reported late.
    const lateMs = random.below(30) === 0 ? random.below(9_000) : 0
    const timeMs = usSessionMs + offsetMs
    lines.push(`${timeMs}000000\t0\t${say(symbols[which] ?? '', Math.max(usSessionMs, timeMs - lateMs), cents, id)}`)
  }
  return lines
}
