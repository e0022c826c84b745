import { bareSymbol } from '@/components/instrument/symbol-text.ts'
import { say } from '@/components/workspace/workspace-store.ts'
import { type AlertRule, describeCondition } from '@/lib/alerts/alert-rule.ts'
import type { AlertEvent } from '@/lib/alerts/evaluate-alert.ts'
import { formatPrice, formatTime } from '@/lib/market/format.ts'

/** On the page, as a sound, in the title of a hidden tab, and as the system's notification where that was allowed. */
export function announceAlert(event: AlertEvent, rule: AlertRule): void {
  const text = describeEvent(event, rule)
  say(text)
  beep()
  markTitle(`● ${bareSymbol(rule.symbol)}`)
  if (typeof Notification !== 'undefined' && Notification.permission === 'granted') {
    new Notification(`${bareSymbol(rule.symbol)} ${describeCondition(rule.condition)}`, { body: text, tag: event.key })
  }
}

/** `BTC-USD rises to 61000: 61,002.50 at 14:03:07. My words`. */
export function describeEvent(event: AlertEvent, rule: AlertRule): string {
  const price = event.price === 0 ? '' : `: ${formatPrice(event.price, event)}`
  const when = event.coverage === 'away' ? ' while you were away' : ` at ${formatTime(event.timeMs)}`
  const note = rule.note === '' ? '' : `. ${rule.note}`
  return `${bareSymbol(rule.symbol)} ${describeCondition(rule.condition)}${price}${when}${note}`
}

const beepSeconds = 0.25

function beep(): void {
  try {
    const audio = new AudioContext()
    const tone = audio.createOscillator()
    const volume = audio.createGain()
    tone.frequency.value = 880
    volume.gain.setValueAtTime(0.12, audio.currentTime)
    volume.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + beepSeconds)
    tone.connect(volume).connect(audio.destination)
    tone.onended = () => void audio.close()
    tone.start()
    tone.stop(audio.currentTime + beepSeconds)
  } catch (error) {
    // Without a sound device, or before the viewer has touched the page: the other ways still tell.
    console.warn('Cannot play the sound of an alert:', error)
  }
}

/** Until somebody looks at the page again. */
function markTitle(mark: string): void {
  if (!document.hidden) return
  const title = document.title.replace(/^● \S+ · /, '')
  document.title = `${mark} · ${title}`
  const clear = (): void => {
    if (document.hidden) return
    document.removeEventListener('visibilitychange', clear)
    document.title = title
  }
  document.addEventListener('visibilitychange', clear)
}
