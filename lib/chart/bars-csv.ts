import { type Bar, barVolumeLots } from '../market/bar.ts'
import { formatDecimal } from '../market/decimal.ts'
import { parseStep } from '../market/step.ts'
import { formatStepsFixed } from '../market/steps.ts'

export interface CsvInstrument {
  readonly symbol: string
  readonly tickSize: string
  readonly lotSize: string
}

/**
 * RFC 4180 with a header. Times are starts of bars, ISO 8601 in UTC; prices and volumes exact decimals (a point, no
 * grouping) whatever the viewer's locale, so that every spreadsheet and program reads the same numbers.
 */
export function barsToCsv(bars: readonly Bar[], instrument: CsvInstrument): string {
  const tick = parseStep(instrument.tickSize)
  const lot = parseStep(instrument.lotSize)
  const rows = bars.map((bar) => {
    const prices = [bar.open, bar.high, bar.low, bar.close].map((ticks) => formatStepsFixed(ticks, tick))
    const volume = formatDecimal({ digits: barVolumeLots(bar) * BigInt(lot.multiple), decimals: lot.decimals })
    return [isoSeconds(bar.timeMs), ...prices, volume, bar.tradeCount].join(',')
  })
  return `${['time,open,high,low,close,volume,trades', ...rows].join('\r\n')}\r\n`
}

/** `BINANCE_BTC-USDT_5m_20240809T1430Z.csv`: of a symbol only what every file system takes. */
export function barsFileName(symbol: string, interval: string, lastTimeMs: number, extension: string): string {
  const time = isoSeconds(lastTimeMs)
    .replace(/[-:]/g, '')
    .replace(/\d\dZ$/, 'Z')
  return `${symbol.replace(/[^\w.-]+/g, '_')}_${interval}_${time}.${extension}`
}

function isoSeconds(timeMs: number): string {
  return new Date(timeMs).toISOString().replace('.000Z', 'Z')
}
