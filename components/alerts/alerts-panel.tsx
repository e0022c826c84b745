'use client'

import { Trash2 } from 'lucide-react'
import { type FormEvent, useEffect, useId, useRef, useState, useSyncExternalStore } from 'react'
import { onAlertFocus } from '@/components/alerts/alert-focus.ts'
import { alertKindNames, alertKinds, conditionOf, firstFields } from '@/components/alerts/alert-form.ts'
import { type AlertRuntime, alertRuntime } from '@/components/alerts/alert-runtime.ts'
import { AlertWays } from '@/components/alerts/alert-ways.tsx'
import { readAlerts } from '@/components/alerts/unread-count.ts'
import { bareSymbol } from '@/components/instrument/symbol-text.ts'
import { say } from '@/components/workspace/workspace-store.ts'
import type { AlertView } from '@/lib/alerts/alert-book.ts'
import { type Direction, describeCondition } from '@/lib/alerts/alert-rule.ts'
import { formatDecimalText, formatTime } from '@/lib/market/format.ts'
import { parseStep } from '@/lib/market/step.ts'
import { formatStepsFixed } from '@/lib/market/steps.ts'
import { useQuote, useStreamClient } from '@/lib/stream/hooks.ts'

const noAlerts: readonly AlertView[] = []
const noNotices: readonly string[] = []

/** Alerts of this browser: those there are, and a form for one more on the instrument shown. */
export function AlertsPanel({ symbol }: { readonly symbol: string }) {
  const runtime = alertRuntime(useStreamClient())
  const alerts = useSyncExternalStore(runtime.book.subscribe, runtime.book.list, () => noAlerts)
  useEffect(readAlerts, [])
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so keys must reach it
    <section tabIndex={0} aria-label="Alerts of this browser" className="min-h-0 flex-1 overflow-y-auto">
      <NewAlert key={symbol} symbol={symbol} runtime={runtime} />
      <AlertWays />
      <Notices runtime={runtime} />
      {alerts.length === 0 && (
        <p className="px-3 py-2 text-ink-3 text-xs">No alerts yet. They work while a tab of this page is open.</p>
      )}
      <ul>
        {alerts.map((alert) => (
          <AlertRow key={alert.rule.id} alert={alert} runtime={runtime} />
        ))}
      </ul>
    </section>
  )
}

/** What comes into a region that is there is announced: it is there without any, too. */
function Notices({ runtime: { storage } }: { readonly runtime: AlertRuntime }) {
  const notices = useSyncExternalStore(storage.subscribe, storage.notices, () => noNotices)
  return (
    <div role="status" className="px-3 text-warning text-xs">
      {notices.map((text) => (
        <p key={text} className="py-1">
          {text}
        </p>
      ))}
    </div>
  )
}

function AlertRow({ alert, runtime }: { readonly alert: AlertView; readonly runtime: AlertRuntime }) {
  const { rule, state } = alert
  const text = `${bareSymbol(rule.symbol)} ${describeCondition(rule.condition)}`
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
        <span className="block text-2xs text-ink-3">
          {state === 'fired' ? firedText(alert) : stateNames[state]}
          {rule.repeat === 'every' ? ', each time' : ''}
          {rule.note === '' ? '' : `. ${rule.note}`}
        </span>
      </span>
      <button
        type="button"
        aria-label={`Remove: ${text}`}
        onClick={() => {
          runtime.book.remove(rule.id)
          say(`Alert removed: ${text}`)
        }}
        className="tool-button"
      >
        <Trash2 className="size-3.5" aria-hidden="true" />
      </button>
    </li>
  )
}

function firedText({ firedAtMs, firedPrice }: AlertView): string {
  const price = firedPrice === undefined ? '' : `, last price ${formatDecimalText(firedPrice)}`
  return firedAtMs === undefined ? stateNames.fired : `Fired at ${formatTime(firedAtMs)}${price}`
}

const stateNames: Record<AlertView['state'], string> = { waiting: 'Waiting', fired: 'Fired', expired: 'Expired', off: 'Off' }
const directionNames: Record<Direction, string> = { either: 'either way', up: 'up', down: 'down' }
const amountNames = { price: 'Price', percent: 'Percent', volume: 'Times the usual', stale: 'Seconds' } as const
const cooldownMs = 60_000

function NewAlert({ symbol, runtime }: { readonly symbol: string; readonly runtime: AlertRuntime }) {
  const quote = useQuote(symbol)
  const lastPrice =
    quote === undefined || quote.last === 0 ? '' : formatStepsFixed(quote.last, parseStep(quote.instrument.tickSize))
  const [typed, setTyped] = useState(() => firstFields('price', lastPrice))
  const [offered, setOffered] = useState(lastPrice)
  if (offered === '' && lastPrice !== '') {
    // The panel was there before the price.
    setOffered(lastPrice)
    if (typed.kind === 'price' && typed.amount === '') setTyped(firstFields('price', lastPrice))
  }
  const [note, setNote] = useState('')
  const [repeat, setRepeat] = useState<'once' | 'every'>('once')
  const [problem, setProblem] = useState<string>()
  const id = useId()
  const amount = useRef<HTMLInputElement>(null)
  useEffect(
    () =>
      onAlertFocus(() => {
        amount.current?.focus()
        amount.current?.select()
      }),
    [],
  )
  const set = (change: Partial<typeof typed>): void => setTyped({ ...typed, ...change })

  const submit = (event: FormEvent): void => {
    event.preventDefault()
    const condition = conditionOf(typed)
    if (typeof condition === 'string') {
      setProblem(condition)
      return
    }
    setProblem(undefined)
    const rule = {
      id: crypto.randomUUID(),
      symbol,
      condition,
      repeat,
      cooldownMs,
      expiresAtMs: undefined,
      enabled: true,
      note,
      createdAtMs: Date.now(),
    }
    if (runtime.add(rule)) setNote('')
    else setProblem('There are too many alerts; remove one first.')
  }

  return (
    <form onSubmit={submit} className="flex flex-col gap-1.5 border-line border-b px-3 py-2 text-xs">
      <div className="flex gap-1.5">
        <select
          aria-label="Alert when"
          value={typed.kind}
          onChange={(event) =>
            setTyped(firstFields(alertKinds.find((kind) => kind === event.target.value) ?? 'price', lastPrice))
          }
          className="field flex-1"
        >
          {alertKinds.map((kind) => (
            <option key={kind} value={kind}>
              {alertKindNames[kind]}
            </option>
          ))}
        </select>
        {(typed.kind === 'price' || typed.kind === 'percent') && (
          <select
            aria-label="Direction"
            value={typed.direction}
            onChange={(event) =>
              set({ direction: (['either', 'up', 'down'] as const).find((name) => name === event.target.value) ?? 'either' })
            }
            className="field"
          >
            {(['either', 'up', 'down'] as const).map((direction) => (
              <option key={direction} value={direction}>
                {directionNames[direction]}
              </option>
            ))}
          </select>
        )}
      </div>
      <div className="flex items-center gap-1.5">
        <label htmlFor={`${id}-amount`} className="text-ink-3">
          {amountNames[typed.kind]}
        </label>
        <input
          ref={amount}
          id={`${id}-amount`}
          inputMode="decimal"
          value={typed.amount}
          onChange={(event) => set({ amount: event.target.value })}
          aria-invalid={problem !== undefined}
          aria-describedby={problem === undefined ? undefined : `${id}-problem`}
          className="field w-0 min-w-0 flex-1"
        />
        {(typed.kind === 'percent' || typed.kind === 'volume') && (
          <label className="flex items-center gap-1.5 text-ink-3">
            within
            <input
              inputMode="numeric"
              value={typed.minutes}
              onChange={(event) => set({ minutes: event.target.value })}
              className="field w-11"
            />
            min
          </label>
        )}
      </div>
      <input
        aria-label="Note"
        placeholder="Note"
        value={note}
        onChange={(event) => setNote(event.target.value)}
        className="field"
      />
      <div className="flex items-center gap-2">
        <label className="flex min-h-6 items-center gap-1.5">
          <input
            type="checkbox"
            checked={repeat === 'every'}
            onChange={(event) => setRepeat(event.target.checked ? 'every' : 'once')}
            className="accent-accent"
          />
          each time
        </label>
        <button type="submit" className="ml-auto h-7 rounded bg-accent px-3 font-medium text-accent-ink hover:opacity-90">
          Set alert
        </button>
      </div>
      {problem !== undefined && (
        <p id={`${id}-problem`} role="alert" className="text-danger">
          {problem}
        </p>
      )}
    </form>
  )
}
