// @vitest-environment jsdom
import { act, cleanup, render, screen } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { PauseNotice } from '@/components/pause/pause-notice.tsx'
import { createFakeStream, quote } from '@/components/test-support/fake-stream.ts'
import { layOut } from '@/components/test-support/layout.ts'
import { WatchlistPanel } from '@/components/watchlist/watchlist-panel.tsx'
import { getWorkspace, setWorkspace } from '@/components/workspace/workspace-store.ts'
import { formatTime } from '@/lib/market/format.ts'
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
