import type { OlderBars } from '@/components/chart/bar-history.ts'
import { needsToken, neverReached } from '@/components/connection/connection-text.ts'
import type { Interval } from '@/lib/market/bar.ts'
import { useConnection } from '@/lib/stream/hooks.ts'
import type { Connection } from '@/lib/stream/types.ts'

export type Phase = 'loading' | 'waiting' | 'empty' | 'shown' | 'failed'

/** Instead of the chart, in its place. */
export function ChartMessage({ phase, interval }: { readonly phase: Exclude<Phase, 'shown'>; readonly interval: Interval }) {
  const away = describeAway(useConnection())
  return (
    <div className="pointer-events-none absolute inset-0 flex items-center justify-center bg-panel">
      {phase === 'failed' ? (
        <div role="alert" className="pointer-events-auto max-w-72 text-center text-ink-2">
          <p>The chart could not be loaded.{away === undefined ? ' Prices in the list go on.' : ' There is no connection.'}</p>
          <button
            type="button"
            onClick={() => window.location.reload()}
            className="mt-2 rounded border border-line-strong px-3 py-1 text-ink hover:bg-hover"
          >
            Reload the page
          </button>
        </div>
      ) : (
        <p role="status" className={`px-4 text-center ${phase === 'empty' ? 'text-ink-2' : 'appear-late text-ink-3'}`}>
          {away ?? (phase === 'empty' ? `No trades yet: the first one starts the first ${interval} bar.` : 'Loading the chart …')}
        </p>
      )}
    </div>
  )
}

/** Why no bars come; undefined while they do. */
function describeAway(connection: Connection): string | undefined {
  const { state } = connection
  if (needsToken(connection)) return 'No access: the chart loads once this page has a good token.'
  if (state === 'closed') return 'Not connected: the server ended the connection.'
  if (state !== 'reconnecting' && state !== 'offline' && !neverReached(connection)) return undefined
  return 'Not connected: the chart loads when the connection is back.'
}

const olderTexts: Record<OlderBars, string | undefined> = {
  unasked: undefined,
  loading: 'Loading older bars …',
  none: 'Nothing older is known.',
  failed: 'Older bars could not be loaded. Scrolling asks again.',
}

interface ChartNotesProps {
  /** What the armed tool waits for. */
  readonly tool: string | undefined
  readonly older: OlderBars
  /** The view goes beyond the first bar. */
  readonly atStart: boolean
}

/** Over the chart, at its lower edge; takes no room from it. */
export function ChartNotes({ tool, older, atStart }: ChartNotesProps) {
  const text = tool ?? (atStart ? olderTexts[older] : undefined)
  return (
    <p
      role="status"
      data-testid="chart-note"
      className="pointer-events-none absolute bottom-9 left-3 z-10 rounded bg-raised px-2 text-ink-2 text-xs leading-6"
    >
      {text}
    </p>
  )
}
