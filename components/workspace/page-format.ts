import { type MarketFormat, marketFormat } from '@/lib/market/format.ts'

let format: MarketFormat | undefined

/** Numbers and times as this browser's language writes them. In the browser only: the server does not know it. */
export function pageFormat(): MarketFormat {
  format ??= marketFormat(usableLocale())
  return format
}

/** The browser's language, unless it is one that Intl refuses (`en-US@posix` on some systems). */
export function usableLocale(): string {
  try {
    return Intl.getCanonicalLocales(navigator.language)[0] ?? 'en-US'
  } catch {
    return 'en-US'
  }
}
