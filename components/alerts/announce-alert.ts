import { playAlertSound } from '@/components/alerts/alert-sound.ts'
import { notify } from '@/components/alerts/notify.ts'
import { addUnreadAlert } from '@/components/alerts/unread-count.ts'
import { bareSymbol } from '@/components/instrument/symbol-text.ts'
import { say } from '@/components/workspace/workspace-store.ts'
import { type AlertRule, describeCondition } from '@/lib/alerts/alert-rule.ts'
import type { AlertEvent } from '@/lib/alerts/evaluate-alert.ts'
import { formatPrice, formatTime } from '@/lib/market/format.ts'

/** On the page, in its title, and where the viewer wanted it as a sound and as the system's notification. */
export function announceAlert(event: AlertEvent, rule: AlertRule): void {
  const text = describeEvent(event, rule)
  say(text)
  playAlertSound()
  addUnreadAlert()
  notify(`${bareSymbol(rule.symbol)} ${describeCondition(rule.condition)}`, { body: text, tag: event.key })
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
