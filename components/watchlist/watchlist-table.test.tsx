// @vitest-environment jsdom
import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { type ReactNode, useState } from 'react'
import { renderToString } from 'react-dom/server'
import { SWRConfig } from 'swr'
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { createFakeStream, type FakeStream, quote } from '@/components/test-support/fake-stream.ts'
import { layOut } from '@/components/test-support/layout.ts'
import { loadSorting } from '@/components/watchlist/use-sorted-groups.ts'
import { WatchlistTable } from '@/components/watchlist/watchlist-table.tsx'
import { StreamProvider } from '@/lib/stream/provider.tsx'
import { cycleSort } from '@/lib/workspace/column-edits.ts'
import type { ColumnId, SortOrder } from '@/lib/workspace/workspace.ts'
import { defaultWorkspace } from '@/lib/workspace/workspace.ts'

layOut(700, 280)

const symbols = Array.from({ length: 200 }, (_, index) => `SIM:S${String(index).padStart(3, '0')}`)
const groups = [{ name: '', collapsed: false, symbols }]
let stream: FakeStream
const onOpen = vi.fn()

// As with the first sorted list of a page.
beforeAll(loadSorting)
beforeEach(() => {
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('no network in tests')))
  stream = createFakeStream(symbols.slice(0, 50).map((symbol, index) => quote(symbol, { last: 10_000 + index })))
  onOpen.mockReset()
})
afterEach(() => {
  cleanup()
  vi.useRealTimers()
})

interface HarnessProps {
  readonly stale?: boolean
  readonly elsewhere?: string | undefined
  readonly sorted?: ColumnId
}

function Harness({ stale = false, elsewhere, sorted }: HarnessProps) {
  const [order, setOrder] = useState<SortOrder | undefined>(sorted && { column: sorted, descending: true })
  const [selected, setSelected] = useState<string | undefined>(symbols[0])
  return (
    <WatchlistTable
      label="Watchlist"
      groups={groups}
      order={order}
      onSort={(column) => setOrder((before) => cycleSort({ ...defaultWorkspace, sort: before }, column).sort)}
      selected={elsewhere ?? selected}
      onSelect={setSelected}
      onOpen={onOpen}
      mixed=""
      stale={stale}
    />
  )
}

const inPage = (content: ReactNode) => (
  <SWRConfig value={{ provider: () => new Map() }}>
    <StreamProvider client={stream.client}>{content}</StreamProvider>
  </SWRConfig>
)
const show = (content: ReactNode = <Harness />) => render(inPage(content))

const row = (symbol: string): HTMLElement => {
  const found = document.querySelector<HTMLElement>(`[data-symbol="${symbol}"]`)
  if (found === null) throw new Error(`No row ${symbol} on screen`)
  return found
}
const cell = (symbol: string, column: string): HTMLElement => {
  const found = row(symbol).querySelector<HTMLElement>(`[data-column="${column}"]`)
  if (found === null) throw new Error(`No cell ${column}`)
  return found
}
const shownOrder = (): readonly (string | undefined)[] =>
  [...document.querySelectorAll<HTMLElement>('[data-symbol]')]
    .sort((a, b) => Number(a.getAttribute('aria-rowindex')) - Number(b.getAttribute('aria-rowindex')))
    .map((element) => element.dataset.symbol)

describe('the watchlist', () => {
  test('shows prices exactly and says how many rows there are, though only those on screen exist', () => {
    show()
    expect(cell('SIM:S003', 'last').textContent).toBe('100.03')
    expect(cell('SIM:S003', 'change').textContent).toBe('+0.03')
    expect(cell('SIM:S003', 'percent').textContent).toBe('+0.03%')
    expect(cell('SIM:S003', 'bid').textContent).toBe('99.99')
    expect(screen.getByRole('grid').getAttribute('aria-rowcount')).toBe('201')
    expect(document.querySelectorAll('[data-symbol]').length).toBeLessThan(40)
  })

  test('has lines where its rows will be: all over before its width is known, then above and below those it has', () => {
    const lines = () =>
      [...document.querySelectorAll<HTMLElement>('.watch-lines')].map(({ style }) => [style.top, style.height, style.bottom])
    document.body.innerHTML = renderToString(inPage(<Harness />))
    expect(lines()).toEqual([
      ['0px', '0px', ''],
      ['0px', '', '0px'],
    ])
    document.body.innerHTML = ''
    show()
    const scroller = screen.getByRole('grid').firstElementChild
    if (scroller === null) throw new Error('Nothing scrolls')
    scroller.scrollTop = 100 * 28
    fireEvent.scroll(scroller)
    const made = [...document.querySelectorAll<HTMLElement>('.watch-row')].map(({ style }) => Number.parseInt(style.top, 10))
    expect(Math.min(...made)).toBe((100 - 8) * 28)
    expect(lines()).toEqual([
      ['0px', `${Math.min(...made)}px`, ''],
      [`${Math.max(...made) + 28}px`, '', '0px'],
    ])
  })

  test('a heading that does not sort is no button and tells of no order, but takes the focus: it can be moved', async () => {
    show()
    const heading = (name: string) => screen.getByRole('columnheader', { name })
    expect(within(heading('Hour')).queryByRole('button')).toBeNull()
    expect(heading('Hour').getAttribute('aria-sort')).toBeNull()
    expect(heading('Hour').tabIndex).toBe(0)
    await vi.waitFor(() => expect(heading('Hour').title).toContain('Does not sort'), { timeout: 4000 })
    await vi.waitFor(() => expect(within(heading('Last')).getByRole('button').title).toMatch(/^Last price\. Drag/))
    expect(heading('Last').getAttribute('aria-sort')).toBe('none')
    expect(heading('Last').tabIndex).toBe(-1)
  })

  test('a price that moves is written and tinted in its direction; the tint ends by itself', () => {
    vi.useFakeTimers()
    show()
    const last = cell('SIM:S001', 'last')
    act(() => stream.setQuote('SIM:S001', { last: 10_105, direction: 1 }))
    expect(last.textContent).toBe('101.05')
    expect(last.dataset).toMatchObject({ flash: 'up', sign: 'up' })
    act(() => vi.advanceTimersByTime(1000))
    expect(last.dataset.flash).toBeUndefined()
    expect(last.dataset.sign).toBe('up')
    act(() => stream.setQuote('SIM:S001', { last: 10_104, direction: -1 }))
    expect(last.dataset).toMatchObject({ flash: 'down', sign: 'down' })
  })

  test('a price that moves touches no other row, and no cell that stays the same', async () => {
    show()
    const changes: string[] = []
    const observer = new MutationObserver((records) => {
      for (const { target } of records) {
        const element = target instanceof Element ? target : target.parentElement
        const column = element?.closest<HTMLElement>('[data-column]')?.dataset.column ?? '(row)'
        changes.push(`${element?.closest<HTMLElement>('[data-symbol]')?.dataset.symbol} ${column}`)
      }
    })
    observer.observe(screen.getByRole('grid'), { subtree: true, childList: true, characterData: true, attributes: true })
    act(() => stream.setQuote('SIM:S002', { bid: 9_998 }))
    await Promise.resolve()
    observer.disconnect()
    expect(new Set(changes)).toEqual(new Set(['SIM:S002 bid']))
  })

  test('stale, halted and closed rows say so, and a live one does not', () => {
    show()
    act(() => stream.setQuote('SIM:S001', { status: 'stale' }))
    expect(row('SIM:S001').dataset.status).toBe('stale')
    expect(within(row('SIM:S001')).getByText('stale')).toBeTruthy()
    act(() => stream.setQuote('SIM:S001', { status: 'live' }))
    expect(within(row('SIM:S001')).queryByText('stale')?.hidden ?? true).toBe(true)
    act(() => stream.setQuote('SIM:S001', { status: 'halted' }))
    expect(within(row('SIM:S001')).getByText('halted')).toBeTruthy()
  })

  test('without a connection the whole list is marked stale', () => {
    show(<Harness stale />)
    expect(screen.getByRole('grid').dataset.stale).toBe('true')
  })

  test('sorts by a column that is clicked and says so', async () => {
    const user = userEvent.setup()
    show()
    await user.click(screen.getByRole('button', { name: 'Last' }))
    expect(screen.getByRole('columnheader', { name: 'Last' }).getAttribute('aria-sort')).toBe('descending')
    expect(shownOrder()[0]).toBe('SIM:S049')
    await user.click(screen.getByRole('button', { name: 'Last' }))
    expect(shownOrder()[0]).toBe('SIM:S000')
  })

  test('prices move the order once a second, but never under the pointer', () => {
    vi.useFakeTimers()
    show()
    fireEvent.click(screen.getByRole('button', { name: 'Last' }))
    const body = row('SIM:S049').closest('[role="rowgroup"]') as HTMLElement
    fireEvent.pointerEnter(body, { pointerType: 'mouse' })
    act(() => stream.setQuote('SIM:S010', { last: 99_999 }))
    act(() => vi.advanceTimersByTime(5000))
    expect(shownOrder()[0]).toBe('SIM:S049')
    fireEvent.pointerLeave(body, { pointerType: 'mouse' })
    act(() => vi.advanceTimersByTime(1100))
    expect(shownOrder()[0]).toBe('SIM:S010')
  })

  test('prices never move the order while keys are in the list, which says so, until Escape or the focus goes', () => {
    vi.useFakeTimers()
    show()
    fireEvent.click(screen.getByRole('button', { name: 'Last' }))
    const grid = screen.getByRole('grid')
    const first = () => shownOrder()[0]
    act(() => grid.focus())
    fireEvent.keyDown(grid, { key: 'ArrowDown' })
    fireEvent.keyDown(grid, { key: 'ArrowDown' })
    act(() => stream.setQuote('SIM:S010', { last: 99_999 }))
    act(() => vi.advanceTimersByTime(60_000))
    expect(first()).toBe('SIM:S049')
    expect(grid.dataset.held).toBe('true')
    expect(grid.getAttribute('aria-description')).toMatch(/Escape/)

    fireEvent.keyDown(grid, { key: 'Escape' })
    expect(first()).toBe('SIM:S010')
    expect(grid.dataset.held).toBe('false')

    // The next key in it holds it again.
    fireEvent.keyDown(grid, { key: 'ArrowUp' })
    act(() => stream.setQuote('SIM:S011', { last: 199_999 }))
    act(() => vi.advanceTimersByTime(60_000))
    expect(first()).toBe('SIM:S010')
    act(() => grid.blur())
    expect(first()).toBe('SIM:S011')
    expect(grid.dataset.held).toBe('false')
  })

  test('a row that was clicked a while ago holds nothing, though the list has kept the focus', () => {
    vi.useFakeTimers()
    show()
    fireEvent.click(screen.getByRole('button', { name: 'Last' }))
    const grid = screen.getByRole('grid')
    // From a field, the focus goes on as one of the keys.
    const field = document.body.appendChild(document.createElement('input'))
    act(() => field.focus())
    for (const event of ['pointerDown', 'mouseDown', 'click'] as const) fireEvent[event](row('SIM:S045'))
    field.remove()
    expect(document.activeElement).toBe(grid)
    expect(grid.dataset.held).toBe('false')
    act(() => stream.setQuote('SIM:S010', { last: 99_999 }))
    act(() => vi.advanceTimersByTime(3000))
    expect(shownOrder()[0]).toBe('SIM:S049')
    act(() => vi.advanceTimersByTime(3000))
    expect(shownOrder()[0]).toBe('SIM:S010')
  })

  test('first prices are sorted even under the pointer', () => {
    vi.useFakeTimers()
    show()
    act(() => stream.setQuote('SIM:S010', { last: 0 }))
    fireEvent.click(screen.getByRole('button', { name: 'Last' }))
    const body = row('SIM:S049').closest('[role="rowgroup"]') as HTMLElement
    fireEvent.pointerEnter(body, { pointerType: 'mouse' })
    act(() => stream.setQuote('SIM:S010', { last: 99_999 }))
    act(() => vi.advanceTimersByTime(1100))
    expect(shownOrder()[0]).toBe('SIM:S010')
  })

  test('once half of the list has prices, the first of another one moves nothing under the pointer', () => {
    stream = createFakeStream(symbols.slice(0, 150).map((symbol, index) => quote(symbol, { last: 10_000 + index })))
    vi.useFakeTimers()
    show()
    act(() => stream.setQuote('SIM:S010', { last: 0 }))
    fireEvent.click(screen.getByRole('button', { name: 'Last' }))
    const body = row('SIM:S149').closest('[role="rowgroup"]') as HTMLElement
    act(() => vi.advanceTimersByTime(1100))
    fireEvent.pointerEnter(body, { pointerType: 'mouse' })
    act(() => stream.setQuote('SIM:S010', { last: 99_999 }))
    act(() => vi.advanceTimersByTime(5000))
    expect(shownOrder()[0]).toBe('SIM:S149')
    fireEvent.pointerLeave(body, { pointerType: 'mouse' })
    act(() => vi.advanceTimersByTime(1100))
    expect(shownOrder()[0]).toBe('SIM:S010')
  })

  test('after Escape has let the order go, a pointer that moves over the rows holds it again; a pen does, too', () => {
    vi.useFakeTimers()
    show()
    fireEvent.click(screen.getByRole('button', { name: 'Last' }))
    const grid = screen.getByRole('grid')
    const body = row('SIM:S049').closest('[role="rowgroup"]') as HTMLElement
    fireEvent.pointerEnter(body, { pointerType: 'pen' })
    act(() => grid.focus())
    fireEvent.keyDown(grid, { key: 'ArrowDown' })
    act(() => stream.setQuote('SIM:S010', { last: 99_999 }))
    fireEvent.keyDown(grid, { key: 'Escape' })
    expect(shownOrder()[0]).toBe('SIM:S010')
    fireEvent.pointerMove(body, { pointerType: 'pen' })
    act(() => stream.setQuote('SIM:S011', { last: 199_999 }))
    act(() => vi.advanceTimersByTime(5000))
    expect(shownOrder()[0]).toBe('SIM:S010')
  })

  test('a tint survives that its row moves to another place', () => {
    vi.useFakeTimers()
    show()
    fireEvent.click(screen.getByRole('button', { name: 'Last' }))
    const last = cell('SIM:S045', 'last')
    act(() => vi.advanceTimersByTime(950))
    act(() => stream.setQuote('SIM:S045', { last: 99_999, direction: 1 }))
    act(() => vi.advanceTimersByTime(60))
    expect(shownOrder()[0]).toBe('SIM:S045')
    expect(cell('SIM:S045', 'last')).toBe(last)
    expect(last.dataset.flash).toBe('up')
  })

  test('arrow keys move the selection and Enter opens it', async () => {
    const user = userEvent.setup()
    show()
    const grid = screen.getByRole('grid')
    grid.focus()
    await user.keyboard('{ArrowDown}{ArrowDown}')
    expect(row('SIM:S002').getAttribute('aria-selected')).toBe('true')
    expect(grid.getAttribute('aria-activedescendant')).toBe(row('SIM:S002').id)
    await user.keyboard('{Home}{ArrowUp}')
    expect(row('SIM:S000').getAttribute('aria-selected')).toBe('true')
    await user.keyboard('{Enter}')
    expect(onOpen).toHaveBeenCalledWith('SIM:S000')
  })

  test('a row that is selected from elsewhere comes into view, whole and beneath the headings', () => {
    const { rerender } = show(<Harness elsewhere="SIM:S000" />)
    const select = (symbol: string) => rerender(inPage(<Harness elsewhere={symbol} />))
    const scroller = screen.getByRole('grid').firstElementChild
    select('SIM:S003')
    expect(scroller?.scrollTop).toBe(0)
    // Of the 280 pixels 28 are the headings': nine rows.
    select('SIM:S030')
    expect(scroller?.scrollTop).toBe((31 - 9) * 28)
    select('SIM:S025')
    expect(scroller?.scrollTop).toBe((31 - 9) * 28)
    select('SIM:S002')
    expect(scroller?.scrollTop).toBe(2 * 28)
  })

  test('a row that was selected before is in view at first, but not where prices will order the list', () => {
    const top = () => screen.getByRole('grid').firstElementChild?.scrollTop
    show(<Harness elsewhere="SIM:S030" />)
    expect(top()).toBe((31 - 9) * 28)
    cleanup()
    show(<Harness elsewhere="SIM:S030" sorted="percent" />)
    expect(top()).toBe(0)
  })

  test('a row under a click does not move', async () => {
    const user = userEvent.setup()
    show()
    await user.click(cell('SIM:S012', 'last'))
    expect(screen.getByRole('grid').firstElementChild?.scrollTop).toBe(0)
  })

  test('a click selects and opens', async () => {
    const user = userEvent.setup()
    show()
    await user.click(cell('SIM:S004', 'last'))
    expect(row('SIM:S004').getAttribute('aria-selected')).toBe('true')
    expect(onOpen).toHaveBeenCalledWith('SIM:S004')
  })

  test('rows on screen are asked for at a higher rate than the rest of the list', async () => {
    vi.useFakeTimers()
    show()
    act(() => vi.advanceTimersByTime(500))
    const far = stream.watched('SIM:S199')
    expect(far).toHaveLength(1)
    expect(Math.max(...stream.watched('SIM:S000'))).toBeGreaterThan(far[0] ?? 0)
    cleanup()
    expect(stream.watched('SIM:S000')).toEqual([])
  })
})
