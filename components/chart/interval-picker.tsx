'use client'

import { type Interval, intervals } from '@/lib/market/bar.ts'

export const intervalNames: Record<Interval, string> = {
  '1s': '1 second',
  '1m': '1 minute',
  '5m': '5 minutes',
  '15m': '15 minutes',
  '1h': '1 hour',
  '4h': '4 hours',
  '1d': '1 day',
}

export function IntervalPicker({
  interval,
  onPick,
}: {
  readonly interval: Interval
  readonly onPick: (interval: Interval) => void
}) {
  return (
    <fieldset className="flex h-full items-center gap-0.5">
      <legend className="sr-only">Interval of the chart</legend>
      {intervals.map((choice) => (
        <button
          key={choice}
          type="button"
          aria-pressed={choice === interval}
          onClick={() => onPick(choice)}
          className="h-9 min-w-9 rounded px-1.5 text-ink-2 text-xs hover:bg-hover hover:text-ink aria-pressed:bg-accent-tint aria-pressed:font-semibold aria-pressed:text-accent desk:h-6 desk:min-w-7"
        >
          {choice}
          <span className="sr-only">, {intervalNames[choice]}</span>
        </button>
      ))}
    </fieldset>
  )
}
