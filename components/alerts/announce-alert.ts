import { playAlertSound } from '@/components/alerts/alert-sound.ts'
import { notify } from '@/components/alerts/notify.ts'
import { addUnreadAlert } from '@/components/alerts/unread-count.ts'
import { bareSymbol } from '@/components/instrument/symbol-text.ts'
import { getMessage, say } from '@/components/workspace/workspace-store.ts'
import { type AlertRule, describeCondition } from '@/lib/alerts/alert-rule.ts'
import type { AlertEvent } from '@/lib/alerts/evaluate-alert.ts'
import { formatPrice, formatTime } from '@/lib/market/format.ts'

/** What fires within so long of another that is still shown is told together with it. */
const momentMs = 2_000
const textsMax = 4
let told: { readonly atMs: number; readonly texts: readonly string[] } = { atMs: 0, texts: [] }

/** On the page, in its title, and where the viewer wanted it as a sound and as the system's notification. */
export function announceAlert(event: AlertEvent, rule: AlertRule): void {
  const text = describeEvent(event, rule)
  const nowMs = Date.now()
  const isOneMoment = Math.abs(nowMs - told.atMs) < momentMs && getMessage() === joined(told.texts)
  told = { atMs: nowMs, texts: [...(isOneMoment ? told.texts : []), text].slice(-textsMax) }
  say(joined(told.texts))
  playAlertSound()
  addUnreadAlert()
  notify(`${bareSymbol(rule.symbol)} ${describeCondition(rule.condition)}`, { body: text, tag: event.key })
}

function joined(texts: readonly string[]): string {
  return texts.join(' · ')
}

/** `BTC-USD rises to 61,000: 61,002.50 at 14:03:07. My words`. */
export function describeEvent(event: AlertEvent, rule: AlertRule): string {
  const price = event.price === 0 ? '' : `: ${formatPrice(event.price, event)}`
  const when = whenTexts[event.coverage](formatTime(event.timeMs))
  const note = rule.note === '' ? '' : `. ${rule.note}`
  return `${bareSymbol(rule.symbol)} ${describeCondition(rule.condition)}${price}${when}${note}`
}

/** Of what is found after updates were missed, only when it was found is known. */
const whenTexts: Record<AlertEvent['coverage'], (time: string) => string> = {
  exact: (time) => ` at ${time}`,
  gap: (time) => `, found at ${time} after updates were missed`,
  away: () => ' while you were away',
}
