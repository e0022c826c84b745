'use client'

import { Trash2 } from 'lucide-react'
import { useEffect, useMemo, useRef, useSyncExternalStore } from 'react'
import { onAlertFocus } from '@/components/alerts/alert-focus.ts'
import { type AlertRuntime, alertRuntime } from '@/components/alerts/alert-runtime.ts'
import { AlertWays } from '@/components/alerts/alert-ways.tsx'
import { NewAlert } from '@/components/alerts/new-alert.tsx'
import { useReturnFocus } from '@/components/alerts/return-focus.ts'
import { readAlerts } from '@/components/alerts/unread-count.ts'
import { bareSymbol } from '@/components/instrument/symbol-text.ts'
import { AsideTools } from '@/components/ui/aside-tools.tsx'
import { saveAsideFile } from '@/components/workspace/aside-texts.ts'
import { performEdit } from '@/components/workspace/workspace-store.ts'
import type { AlertView } from '@/lib/alerts/alert-book.ts'
import { describeCondition } from '@/lib/alerts/alert-rule.ts'
import { formatCount, formatDate, formatDecimalText, formatTime } from '@/lib/market/format.ts'
import { useStreamClient } from '@/lib/stream/hooks.ts'

const noAlerts: readonly AlertView[] = []
const noNotices: readonly string[] = []

interface AlertsPanelProps {
  /** The instrument shown; undefined: there is none, or the server does not have it. */
  readonly symbol: string | undefined
  /** All that the server has; undefined until they are known. */
  readonly offered: readonly string[] | undefined
}

/** Alerts of this browser: those there are, and a form for one more on the instrument shown. */
export function AlertsPanel({ symbol, offered }: AlertsPanelProps) {
  const runtime = alertRuntime(useStreamClient())
  const alerts = useSyncExternalStore(runtime.book.subscribe, runtime.book.list, () => noAlerts)
  const returnFocus = useReturnFocus()
  useEffect(readAlerts, [])
  // A server that has none yet is still getting them.
  const known = useMemo(() => (offered === undefined || offered.length === 0 ? undefined : new Set(offered)), [offered])
  useEffect(() => {
    if (known !== undefined) runtime.askAnew(known)
  }, [known, runtime])
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so keys must reach it
    <section tabIndex={0} aria-label="Alerts of this browser" {...returnFocus} className="min-h-0 flex-1 overflow-y-auto">
      {symbol === undefined ? (
        <NoInstrument settled={known !== undefined} />
      ) : (
        <NewAlert key={symbol} symbol={symbol} runtime={runtime} />
      )}
      <AlertWays />
      <Notices runtime={runtime} />
      {alerts.length === 0 && (
        <p className="px-3 py-2 text-ink-3 text-xs">No alerts yet. They work while a tab of this page is open.</p>
      )}
      <ul>
        {alerts.map((alert) => (
          <AlertRow
            key={alert.rule.id}
            alert={alert}
            missing={known !== undefined && !known.has(alert.rule.symbol)}
            runtime={runtime}
          />
        ))}
      </ul>
    </section>
  )
}

/** In place of the form. `settled`: not only for the moment before the instruments are known. */
function NoInstrument({ settled }: { readonly settled: boolean }) {
  const hint = useRef<HTMLParagraphElement>(null)
  useEffect(() => (settled ? onAlertFocus(() => hint.current?.focus()) : undefined), [settled])
  return (
    <p ref={hint} tabIndex={-1} className="appear-late border-line border-b px-3 py-2 text-ink-3 text-xs">
      Choose an instrument to set an alert on.
    </p>
  )
}

/** What comes into a region that is there is announced: it is there without any, too. */
function Notices({ runtime }: { readonly runtime: AlertRuntime }) {
  const { storage } = runtime
  const notices = useSyncExternalStore(storage.subscribe, storage.notices, () => noNotices)
  const section = useRef<HTMLDivElement>(null)
  const discard = (): void => {
    // The button goes with what it is about.
    section.current?.closest('section')?.focus()
    offerUndo('Alerts that could not be used discarded', runtime.discardAside())
  }
  return (
    <div ref={section} role="status" className="px-3 text-warning text-xs">
      {notices.map((text) => (
        <p key={text} className="py-1">
          {text}
        </p>
      ))}
      {storage.aside().length > 0 && (
        <AsideTools onSave={() => saveAsideFile('ticklane-unread-alerts.txt', storage.aside())} onDiscard={discard}>
          What could not be used is kept in this browser, apart from the alerts.
        </AsideTools>
      )}
    </div>
  )
}

function offerUndo(label: string, restore: () => void): void {
  performEdit((workspace) => ({
    workspace,
    undo: {
      label,
      apply(current) {
        restore()
        return current
      },
    },
  }))
}

interface AlertRowProps {
  readonly alert: AlertView
  /** The server does not have its instrument. */
  readonly missing: boolean
  readonly runtime: AlertRuntime
}

function AlertRow({ alert, missing, runtime }: AlertRowProps) {
  const { rule, state } = alert
  const text = `${bareSymbol(rule.symbol)} ${describeCondition(rule.condition)}`
  const stuck = missing && state === 'waiting'
  return (
    <li className="flex items-center gap-2 border-line border-b py-1 pr-1 pl-3 text-xs">
      <input
        type="checkbox"
        checked={state === 'waiting'}
        aria-label={`${text}: on`}
        onChange={(event) => runtime.book.setEnabled(rule.id, event.target.checked)}
        className="my-1 mr-1 size-4 accent-accent"
      />
      <span className="min-w-0 flex-1">
        {text}
        <span className={`block text-2xs ${stuck ? 'text-warning' : 'text-ink-3'}`}>
          {stuck ? `Cannot fire: this server does not offer ${rule.symbol}` : describeState(alert)}
          {rule.note === '' ? '' : `. ${rule.note}`}
        </span>
      </span>
      <button
        type="button"
        aria-label={`Remove: ${text}`}
        onClick={({ currentTarget }) => {
          // The button goes with its alert.
          currentTarget.closest('section')?.focus()
          const restore = runtime.book.remove(rule.id)
          if (restore !== undefined) offerUndo(`Alert removed: ${text}`, restore)
        }}
        className="tool-button"
      >
        <Trash2 className="size-3.5" aria-hidden="true" />
      </button>
    </li>
  )
}

function describeState(alert: AlertView): string {
  const { rule, state, occurrences } = alert
  if (rule.repeat === 'once') return state === 'fired' ? `Fired ${firedText(alert)}` : stateNames[state]
  const times = occurrences === 1 ? 'fired' : `fired ${formatCount(occurrences)} times, last`
  return `${stateNames[state]}, each time${occurrences === 0 ? '' : `; ${times} ${firedText(alert)}`}`
}

/** `at 14:03:07, last price 61,000`, with the day where that is not today. */
function firedText({ firedAtMs, firedPrice }: AlertView): string {
  if (firedAtMs === undefined) return ''
  const day = formatDate(firedAtMs)
  const today = day === formatDate(Date.now())
  const price = firedPrice === undefined ? '' : `, last price ${formatDecimalText(firedPrice)}`
  return `${today ? 'at' : `on ${day},`} ${formatTime(firedAtMs)}${price}`
}

const stateNames: Record<AlertView['state'], string> = { waiting: 'Waiting', fired: 'Fired', expired: 'Expired', off: 'Off' }
