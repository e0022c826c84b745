'use client'

import { type FormEvent, useEffect, useEffectEvent, useId, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { onAlertFocus } from '@/components/alerts/alert-focus.ts'
import { alertKindNames, alertKinds, conditionOf, firstFields, wrongField } from '@/components/alerts/alert-form.ts'
import type { AlertRuntime } from '@/components/alerts/alert-runtime.ts'
import { bareSymbol } from '@/components/instrument/symbol-text.ts'
import { say } from '@/components/workspace/workspace-store.ts'
import { alertLimits, type Direction, describeCondition } from '@/lib/alerts/alert-rule.ts'
import { parseStep } from '@/lib/market/step.ts'
import { formatStepsFixed } from '@/lib/market/steps.ts'
import { useQuote } from '@/lib/stream/hooks.ts'

const directionNames: Record<Direction, string> = { either: 'either way', up: 'up', down: 'down' }
const amountNames = { price: 'Price', percent: 'Percent', volume: 'Times the usual', stale: 'Seconds' } as const
const cooldownMs = 60_000

/** A form for one more alert. */
export function NewAlert({ symbol, runtime }: { readonly symbol: string; readonly runtime: AlertRuntime }) {
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
  /** By the viewer: what the form itself offers is as new as the question. */
  const [edited, setEdited] = useState(false)
  const [note, setNote] = useState('')
  const [repeat, setRepeat] = useState<'once' | 'every'>('once')
  const [problem, setProblem] = useState<string>()
  const [wrong, setWrong] = useState<'amount' | 'minutes'>()
  const id = useId()
  const amount = useRef<HTMLInputElement>(null)
  const minutes = useRef<HTMLInputElement>(null)
  const ask = useEffectEvent(() => {
    // At once: what is selected is what is offered.
    if (typed.kind === 'price' && !edited) flushSync(() => setTyped({ ...typed, amount: lastPrice }))
    amount.current?.focus()
    amount.current?.select()
  })
  useEffect(() => onAlertFocus(() => ask()), [])
  const set = (change: Partial<typeof typed>): void => setTyped({ ...typed, ...change })

  const submit = (event: FormEvent): void => {
    event.preventDefault()
    const condition = conditionOf(typed)
    if (typeof condition === 'string') {
      const field = wrongField(typed)
      setProblem(condition)
      setWrong(field)
      const input = field === 'amount' ? amount.current : minutes.current
      input?.focus()
      input?.select()
      return
    }
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
    const refusal = runtime.add(rule)
    setProblem(refusal)
    setWrong(undefined)
    if (refusal !== undefined) return
    setNote('')
    setEdited(false)
    say(`Alert set: ${bareSymbol(symbol)} ${describeCondition(condition)}`)
  }

  const faultOf = (field: typeof wrong) => ({
    'aria-invalid': wrong === field,
    'aria-describedby': wrong === field ? `${id}-problem` : undefined,
  })
  return (
    <form onSubmit={submit} className="flex flex-col gap-1.5 border-line border-b px-3 py-2 text-xs">
      <div className="flex flex-wrap gap-1.5">
        <select
          aria-label="Alert when"
          value={typed.kind}
          onChange={(event) => {
            setTyped(firstFields(alertKinds.find((kind) => kind === event.target.value) ?? 'price', lastPrice))
            setEdited(false)
          }}
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
          onChange={(event) => {
            set({ amount: event.target.value })
            setEdited(true)
          }}
          {...faultOf('amount')}
          className="field w-0 min-w-0 flex-1"
        />
        {(typed.kind === 'percent' || typed.kind === 'volume') && (
          <label className="flex items-center gap-1.5 text-ink-3">
            within
            <input
              ref={minutes}
              inputMode="numeric"
              {...faultOf('minutes')}
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
        maxLength={alertLimits.noteLengthMax}
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
