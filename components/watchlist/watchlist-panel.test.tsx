// @vitest-environment jsdom
import { act, cleanup, render, screen } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { PauseNotice } from '@/components/pause/pause-notice.tsx'
import { createFakeStream, instrument, quote } from '@/components/test-support/fake-stream.ts'
import { layOut } from '@/components/test-support/layout.ts'
import { WatchlistPanel } from '@/components/watchlist/watchlist-panel.tsx'
import { getWorkspace, setWorkspace } from '@/components/workspace/workspace-store.ts'
import { formatTime } from '@/lib/market/format.ts'
import type { InstrumentDefinition } from '@/lib/market/instrument.ts'
import { StreamProvider } from '@/lib/stream/provider.tsx'
import { defaultWorkspace } from '@/lib/workspace/workspace.ts'

layOut(700, 280)

afterEach(() => {
  cleanup()
  vi.useRealTimers()
})

const first = 1_700_000_000_000
const later = first + 300_000

test.each([
  ['paused and then cut off', 'pause'],
  ['cut off and then paused', 'cut'],
] as const)('a list that is %s says from when its prices are: the first of both', (_, began) => {
  vi.useFakeTimers({ now: first, toFake: ['Date'] })
  const { client } = createFakeStream([quote('SIM:A')])
  const page = (stale: boolean) => (
    <StreamProvider client={client}>
      <WatchlistPanel
        listing={{ instruments: [], error: undefined, retry: () => undefined }}
        columns={defaultWorkspace.columns}
        list={{ id: 'all', name: 'All', kind: 'all', groups: [] }}
        symbols={['SIM:A']}
        order={undefined}
        onSort={() => undefined}
        selected={undefined}
        onSelect={() => undefined}
        onOpen={() => undefined}
        stale={stale}
        shownRows={{ current: [] }}
      />
      <PauseNotice />
    </StreamProvider>
  )
  const { rerender } = render(page(false))
  const since = () => screen.getByRole('grid').style.getPropertyValue('--since')
  const pause = (paused: boolean) => act(() => setWorkspace({ rate: { ...getWorkspace().rate, paused } }))
  const begin = { pause: () => pause(true), cut: () => rerender(page(true)) }
  expect(since()).toBe('')
  begin[began]()
  expect(since()).toContain(formatTime(first).slice(0, 5))
  vi.setSystemTime(later)
  begin[began === 'pause' ? 'cut' : 'pause']()
  expect(since()).toContain(formatTime(first).slice(0, 5))
  expect(screen.getByRole('grid').dataset.stale).toBe('true')
  pause(false)
})

test('what differs among the instruments is said in each row: where prices come from, or which venue they are of', () => {
  const { client } = createFakeStream([quote('KRAKEN:BTC-USD'), quote('COINBASE:BTC-USD')])
  const instruments = ['KRAKEN:BTC-USD', 'COINBASE:BTC-USD'].map((symbol) => ({
    ...instrument(symbol, { venue: symbol.split(':')[0] ?? '' }),
  }))
  const page = (known: readonly InstrumentDefinition[]) => (
    <StreamProvider client={client}>
      <WatchlistPanel
        listing={{ instruments: known, error: undefined, retry: () => undefined }}
        columns={defaultWorkspace.columns}
        list={{ id: 'all', name: 'All', kind: 'all', groups: [] }}
        symbols={known.map(({ symbol }) => symbol)}
        order={undefined}
        onSort={() => undefined}
        selected={undefined}
        onSelect={() => undefined}
        onOpen={() => undefined}
        stale={false}
        shownRows={{ current: [] }}
      />
    </StreamProvider>
  )
  const { rerender } = render(page(instruments.slice(0, 1)))
  expect(screen.getByRole('grid').dataset.mixed).toBe('')
  rerender(page(instruments))
  expect(screen.getByRole('grid').dataset.mixed).toBe('venue')
  const venues = [...document.querySelectorAll<HTMLElement>('.row-symbol')].map(({ dataset }) => dataset.venue)
  expect(venues).toEqual(['KRAKEN', 'COINBASE'])
})
