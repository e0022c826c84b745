import type { PageFormats } from '../market/page-formats.ts'
import { type Formats, isLocale } from './workspace.ts'

/** Offered by name; any other can be in a link (`lang=`). */
export const offeredLocales = [
  'en-US',
  'en-GB',
  'en-IN',
  'de-DE',
  'de-CH',
  'fr-FR',
  'es-ES',
  'es-MX',
  'it-IT',
  'nl-NL',
  'pl-PL',
  'pt-BR',
  'sv-SE',
  'tr-TR',
  'ja-JP',
  'ko-KR',
  'zh-CN',
  'ar-EG',
  'hi-IN',
] as const

/** What a viewer's choice means in a browser of this language. */
export function formatsInForce({ locale, hourCycle }: Formats, browserLocale: string): PageFormats {
  const written = locale ?? (isLocale(browserLocale) ? browserLocale : 'en-US')
  return { locale: written, hourCycle: hourCycle === 'locale' ? hourCycleOf(written) : hourCycle }
}

function hourCycleOf(locale: string): PageFormats['hourCycle'] {
  const { hourCycle } = new Intl.DateTimeFormat(locale, { hour: 'numeric' }).resolvedOptions()
  return hourCycle === 'h11' || hourCycle === 'h12' ? 'h12' : 'h23'
}

/** `Deutsch (Schweiz)`, in its own language. */
export function localeName(locale: string): string {
  return new Intl.DisplayNames([locale], { type: 'language' }).of(locale) ?? locale
}
