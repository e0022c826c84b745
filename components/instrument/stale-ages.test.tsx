// @vitest-environment jsdom
import { act, render, screen, within } from '@testing-library/react'
import { SWRConfig } from 'swr'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { StaleAges } from '@/components/instrument/stale-ages.tsx'
import { SymbolHeader } from '@/components/instrument/symbol-header.tsx'
import { createFakeStream, type FakeStream, quote } from '@/components/test-support/fake-stream.ts'
import { createRowWriter } from '@/components/watchlist/row-writer.ts'
import { StreamProvider } from '@/lib/stream/provider.tsx'

const startMs = 1_700_000_000_000
let stream: FakeStream

beforeEach(() => {
  vi.useFakeTimers({ now: startMs })
  stream = createFakeStream([quote('SIM:A', { receivedTimeMs: startMs })])
})
afterEach(() => vi.useRealTimers())

const advance = (ms: number) => act(() => vi.advanceTimersByTime(ms))

function show({ stale }: { readonly stale: boolean }) {
  const page = (lost: boolean) => (
    <SWRConfig value={{ provider: () => new Map() }}>
      <StreamProvider client={stream.client}>
        <SymbolHeader symbol="SIM:A" stale={lost} />
        <StaleAges />
      </StreamProvider>
    </SWRConfig>
  )
  const { rerender } = render(page(stale))
  return { lose: (lost: boolean) => rerender(page(lost)) }
}

/** A row as the list writes it. */
function rowOfList() {
  const row = document.createElement('div')
  const cell = document.createElement('div')
  row.append(cell)
  document.body.append(row)
  const write = createRowWriter('SIM:A', row, new Map([['symbol', cell]]), [])
  const update = (): void => write(stream.client.quotes.get('SIM:A'), 0)
  update()
  return { row, update }
}
const markOf = (row: HTMLElement) => row.querySelector<HTMLElement>('.row-status')
const conditionOf = (row: HTMLElement) => [...row.querySelectorAll('.row-condition > *')].map(({ textContent }) => textContent)

test('a row whose feed has been dead for an hour says so, and is as before when prices come again', () => {
  show({ stale: false })
  const { row, update } = rowOfList()
  expect(markOf(row)?.hidden).toBe(true)
  stream.setQuote('SIM:A', { status: 'stale', receivedTimeMs: startMs })
  update()
  advance(10_000)
  expect(conditionOf(row)).toEqual(['stale', ''])
  advance(5 * 60_000)
  expect(conditionOf(row)).toEqual(['stale', '5 min'])
  advance(56 * 60_000)
  expect(conditionOf(row)).toEqual(['stale', '1 h'])
  stream.setQuote('SIM:A', { status: 'live', receivedTimeMs: Date.now() })
  update()
  expect(markOf(row)?.hidden).toBe(true)
  expect(conditionOf(row)).toEqual(['', ''])
  expect(row.querySelector('[data-stale-since]')).toBeNull()
  row.remove()
})

test('the header says since when a lost connection has shown its price, by the clock of the server', () => {
  act(() => stream.setConnection({ clockOffsetMs: 60_000 }))
  const { lose } = show({ stale: true })
  const header = within(screen.getByRole('banner'))
  const age = () => screen.getByRole('banner').querySelector('[data-stale-since]')?.textContent
  advance(60_000)
  expect(age()).toBe('2 min')
  advance(3_600_000)
  expect(age()).toBe('1 h')
  lose(false)
  expect(header.queryByText('stale')).toBeNull()
})
