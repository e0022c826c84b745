// @vitest-environment jsdom
import { act, renderHook } from '@testing-library/react'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { checkIndicators } from '@/components/workspace/check-indicators.ts'
import {
  activeChartOf,
  correctWorkspace,
  getWorkspace,
  performEdit,
  resetWorkspace,
  say,
  sayAlso,
  setActiveChart,
  setWorkspace,
  subscribeWorkspace,
  undoLastEdit,
  useMessage,
} from '@/components/workspace/workspace-store.ts'
import { removeIndicator } from '@/lib/workspace/chart-edits.ts'
import { layoutKeys } from '@/lib/workspace/layout-keys.ts'
import { createLayouts, layoutsMax } from '@/lib/workspace/layouts.ts'
import { defaultChart, defaultWorkspace, type Watchlist, type Workspace } from '@/lib/workspace/workspace.ts'
import { workspaceAddress } from '@/lib/workspace/workspace-address.ts'
import { parseWorkspace, serialiseWorkspace } from '@/lib/workspace/workspace-file.ts'

beforeEach(() => {
  localStorage.clear()
  window.history.replaceState(null, '', '/')
  resetWorkspace()
  vi.useFakeTimers()
  return () => vi.useRealTimers()
})

describe('the workspace of a page', () => {
  // First: what writes the address comes with the first change.
  test('a choice goes into the address and comes back from it', async () => {
    setActiveChart({ symbol: 'SIM:BTC-USD', interval: '5m', kind: 'line' })
    vi.advanceTimersByTime(400)
    await vi.waitFor(() => expect(window.location.search).toContain('SIM:BTC-USD'))
    localStorage.clear()
    resetWorkspace()
    expect(activeChartOf(getWorkspace())).toMatchObject({ symbol: 'SIM:BTC-USD', interval: '5m', kind: 'line' })
  })

  test('what can be undone can be undone where something else is said beside it, and not where that takes its place', () => {
    setActiveChart({ indicators: [{ id: 'rsi', parameters: {} }] })
    performEdit((workspace) => removeIndicator(workspace, 0, 0))
    act(() => sayAlso('The saved alerts could not be read.'))
    const { result } = renderHook(useMessage)
    expect(result.current.text).toMatch(/ The saved alerts could not be read\.$/)
    expect(result.current.canUndo).toBe(true)
    act(() => say('The saved alerts could not be read.'))
    expect(result.current.canUndo).toBe(false)
  })

  test('the next visit without an address is as the last one', () => {
    setActiveChart({ interval: '1h' })
    setWorkspace({ appearance: { theme: 'light', colours: 'korea' } })
    vi.advanceTimersByTime(400)
    window.history.replaceState(null, '', '/')
    resetWorkspace()
    expect(activeChartOf(getWorkspace()).interval).toBe('1h')
    expect(getWorkspace().appearance).toEqual({ theme: 'light', colours: 'korea' })
  })

  test('a wide window begins with the book and the trades beside the chart, and without them once they were closed', async () => {
    vi.stubGlobal('innerWidth', 1920)
    resetWorkspace()
    expect(getWorkspace().panels).toEqual(['depth', 'trades'])
    expect(document.documentElement.dataset.side).toBe('true')
    setWorkspace({ panels: [] })
    vi.advanceTimersByTime(400)
    resetWorkspace()
    expect(getWorkspace().panels).toEqual([])
    localStorage.clear()
    vi.stubGlobal('innerWidth', 1440)
    resetWorkspace()
    expect(getWorkspace().panels).toEqual([])
    vi.unstubAllGlobals()
  })

  test('theme and colour convention apply to the page at once, and the system theme leaves it to the system', () => {
    setWorkspace({ appearance: { theme: 'dark', colours: 'safe' } })
    expect(document.documentElement.dataset).toMatchObject({ theme: 'dark', colours: 'safe' })
    setWorkspace({ appearance: { theme: 'system', colours: 'safe' } })
    expect(document.documentElement.dataset.theme).toBeUndefined()
  })

  test('many changes in a moment write the address once', () => {
    const replace = vi.spyOn(window.history, 'replaceState')
    for (const interval of ['5m', '15m', '1h'] as const) setActiveChart({ interval })
    vi.advanceTimersByTime(1000)
    expect(replace).toHaveBeenCalledTimes(1)
    replace.mockRestore()
  })

  test.each(['{', '[]', '"x"', '{"version":1,"charts":7}'])('stored text %s leaves the default', (text) => {
    localStorage.setItem(layoutKeys.current, text)
    resetWorkspace()
    expect(getWorkspace().charts).toEqual(defaultWorkspace.charts)
  })

  test.each(['garbage', serialiseWorkspace(defaultWorkspace).replace('"version":1', '"version":99,"hologram":true')])(
    'stored text that cannot all be read is put aside before something takes its place, and that is said: %s',
    (text) => {
      localStorage.setItem(layoutKeys.current, text)
      resetWorkspace()
      getWorkspace()
      const { result } = renderHook(useMessage)
      expect(result.current.text).toMatch(/The first change puts its text aside, to be had as a file under Layouts\.$/)
      expect(localStorage.getItem(layoutKeys.current)).toBe(text)
      for (const interval of ['1h', '5m'] as const) {
        act(() => {
          setActiveChart({ interval })
          vi.advanceTimersByTime(400)
        })
        expect(localStorage.getItem(layoutKeys.currentUnread)).toBe(text)
      }
      expect(parseWorkspace(localStorage.getItem(layoutKeys.current)).ignored).toEqual([])
    },
  )

  test('a browser that stores nothing still lets one choose, and says so once', () => {
    const refuse = vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError')
    })
    const info = vi.spyOn(console, 'info').mockReturnValue()
    const { result } = renderHook(useMessage)
    const choose = (interval: '1d' | '4h') =>
      act(() => {
        setActiveChart({ interval })
        vi.advanceTimersByTime(1000)
      })
    choose('1d')
    expect(activeChartOf(getWorkspace()).interval).toBe('1d')
    expect(result.current.text).toMatch(/storage is full or not allowed/)
    act(() => say(undefined))
    choose('4h')
    expect(result.current.text).toBeUndefined()
    refuse.mockRestore()
    info.mockRestore()
  })

  test('the back button brings back what the address said', () => {
    const release = subscribeWorkspace(() => undefined)
    setActiveChart({ symbol: 'SIM:ETH-USD' })
    vi.advanceTimersByTime(400)
    window.history.replaceState(null, '', '/?s=SIM:BTC-USD')
    window.dispatchEvent(new PopStateEvent('popstate'))
    expect(activeChartOf(getWorkspace()).symbol).toBe('SIM:BTC-USD')
    release()
  })

  test('what a later check leaves out is told beside what reading left out, and is no change of the viewer’s', () => {
    window.history.replaceState(null, '', '/?i=7m&x=ema~period~-5')
    resetWorkspace()
    const release = subscribeWorkspace(() => undefined)
    correctWorkspace(checkIndicators)
    expect(activeChartOf(getWorkspace()).indicators).toEqual([{ id: 'ema', parameters: {} }])
    expect(renderHook(useMessage).result.current.text).toBe(
      'The interval “7m” is not known and was left out. The setting “period” of the indicator “ema” is not known and was left out.',
    )
    vi.advanceTimersByTime(400)
    window.dispatchEvent(new PageTransitionEvent('pagehide'))
    expect(localStorage.getItem(layoutKeys.current)).toBeNull()
    release()
  })

  test('what was removed can be brought back', () => {
    setActiveChart({ indicators: [{ id: 'rsi', parameters: {} }] })
    performEdit((workspace) => removeIndicator(workspace, 0, 0))
    expect(activeChartOf(getWorkspace()).indicators).toEqual([])
    undoLastEdit()
    expect(activeChartOf(getWorkspace()).indicators).toHaveLength(1)
  })
})

describe('a link whose view takes the place of one that the viewer arranged', () => {
  const mine: Workspace = {
    ...defaultWorkspace,
    arrangement: '4',
    charts: (['A', 'B', 'C', 'D'] as const).map((symbol) => ({
      ...defaultChart,
      symbol,
      indicators: [{ id: 'rsi', parameters: {} }],
    })),
  }
  const layouts = createLayouts(localStorage)
  const names = () => layouts.list().map(({ name }) => name)
  const said = 'The link’s view took the place of yours, kept as layout “Before the link”'
  const keep = (workspace: Workspace) => localStorage.setItem(layoutKeys.current, serialiseWorkspace(workspace))
  /** As somebody who opens an address anew. */
  const open = (address: string): void => {
    window.history.replaceState(null, '', address)
    resetWorkspace()
    getWorkspace()
  }
  const reload = (): void => {
    resetWorkspace()
    getWorkspace()
  }
  const change = (settings: Parameters<typeof setActiveChart>[0]): void => {
    setActiveChart(settings)
    vi.advanceTimersByTime(400)
  }
  const message = () => renderHook(useMessage).result.current
  /** What keeps it is loaded, and has taken what it was left. */
  const settled = () => vi.waitFor(() => expect(localStorage.getItem(layoutKeys.replaced)).toBeNull())

  test('says so at the first change, keeps it among the layouts, and brings it back', async () => {
    keep(mine)
    open('/?s=SIM:AAPL')
    expect(names()).toEqual([])
    change({ scale: 'log' })
    await vi.waitFor(() => expect(message()).toEqual({ text: said, canUndo: true }))
    expect(names()).toEqual(['Before the link'])
    expect(layouts.load('Before the link')?.workspace).toEqual(mine)
    change({ scale: 'percent' })
    await settled()
    expect(names()).toEqual(['Before the link'])
    const lists = [...defaultWorkspace.lists, { id: 'list-2', name: 'Since', kind: 'own' as const, groups: [] }]
    setWorkspace({ lists })
    undoLastEdit()
    expect(getWorkspace()).toEqual({ ...mine, lists })
  })

  test('a page closed before that was loaded leaves it to the next', async () => {
    const release = subscribeWorkspace(() => undefined)
    keep(mine)
    open('/?s=SIM:AAPL')
    setActiveChart({ scale: 'log' })
    window.dispatchEvent(new PageTransitionEvent('pagehide'))
    expect(parseWorkspace(localStorage.getItem(layoutKeys.replaced)).workspace).toEqual(mine)
    release()
    open('/')
    change({ scale: 'linear' })
    await settled()
    expect(layouts.load('Before the link')?.workspace).toEqual(mine)
  })

  test('what the first change itself says is said as well, and undone first', async () => {
    keep(mine)
    open('/?s=SIM:AAPL&x=rsi')
    performEdit((workspace) => removeIndicator(workspace, 0, 0))
    const own = message().text
    vi.advanceTimersByTime(400)
    await vi.waitFor(() => expect(message()).toEqual({ text: `${own}. ${said}`, canUndo: true }))
    undoLastEdit()
    expect(activeChartOf(getWorkspace())).toMatchObject({ symbol: 'SIM:AAPL', indicators: [{ id: 'rsi' }] })
  })

  test('one that is among the layouts already is named, not kept twice; another gets a name of its own', async () => {
    layouts.save('Desk', mine, 1)
    keep({ ...mine, activeChart: 2 })
    open('/?s=SIM:AAPL')
    change({ scale: 'log' })
    await vi.waitFor(() => expect(message().text).toMatch(/yours, kept as layout “Desk”$/))
    layouts.save('Before the link', mine, 2)
    open('/?s=SIM:MSFT')
    change({ scale: 'percent' })
    await vi.waitFor(() => expect(message().text).toMatch(/“Before the link 2”$/))
    expect(layouts.load('Before the link 2')?.workspace.charts[0]).toMatchObject({ symbol: 'SIM:AAPL', scale: 'log' })
  })

  test('where it cannot be kept, that is said, and it can be brought back still', async () => {
    for (let index = 0; index < layoutsMax; index++) layouts.save(`L${index}`, defaultWorkspace, 0)
    keep(mine)
    open('/?s=SIM:AAPL')
    change({ scale: 'log' })
    await vi.waitFor(() =>
      expect(message().text).toMatch(/took the place of yours, which is not kept\. No more than 50 layouts can be kept/),
    )
    undoLastEdit()
    expect(getWorkspace().charts).toEqual(mine.charts)
  })

  test.each([
    [
      'there was one plain chart',
      { ...defaultWorkspace, charts: [{ ...defaultChart, symbol: 'A', interval: '1h' as const }] },
      '/?s=SIM:AAPL',
    ],
    ['the link shows the same', mine, `/${workspaceAddress(mine, { list: false, personal: false })}`],
    ['the link says nothing of the view', mine, '/?theme=dark&pane=chart'],
    ['there is no link', mine, '/'],
  ])('says nothing where %s', async (_, workspace, address) => {
    keep(workspace)
    open(address)
    change({ scale: 'log' })
    await settled()
    expect(message().text).toBeUndefined()
    expect(names()).toEqual([])
  })

  test('a page that is loaded again follows no link, whatever another tab has kept since', async () => {
    open('/')
    change({ symbol: 'SIM:ETH-USD' })
    await vi.waitFor(() => expect(window.location.search).toContain('ETH'))
    keep(mine)
    reload()
    change({ interval: '1h' })
    await settled()
    expect(message().text).toBeUndefined()
    expect(names()).toEqual([])
  })
})

describe('two tabs of one browser', () => {
  const watched: Watchlist = {
    id: 'mine',
    name: 'Mine',
    kind: 'own',
    groups: [{ name: '', collapsed: false, symbols: ['SIM:A'] }],
  }
  /** As the other tab, which began with what is stored, writes its change. */
  const otherTab = (change: Partial<Workspace>, heard: boolean): void => {
    const text = serialiseWorkspace({ ...parseWorkspace(localStorage.getItem(layoutKeys.current)).workspace, ...change })
    localStorage.setItem(layoutKeys.current, text)
    if (heard) window.dispatchEvent(new StorageEvent('storage', { key: layoutKeys.current, newValue: text }))
  }
  const stored = () => parseWorkspace(localStorage.getItem(layoutKeys.current)).workspace
  let release = (): void => undefined

  beforeEach(() => {
    release = subscribeWorkspace(() => undefined)
    setActiveChart({ symbol: 'SIM:ETH-USD' })
    vi.advanceTimersByTime(400)
    return () => release()
  })

  test.each([true, false])('a change here leaves lines and lists that the other tab stored (heard of them: %s)', (heard) => {
    otherTab({ lists: [...defaultWorkspace.lists, watched], lines: { 'SIM:BTC-USD': 'h 5' } }, heard)
    setActiveChart({ interval: '1h' })
    vi.advanceTimersByTime(400)
    expect(stored()).toMatchObject({ lists: [{ id: 'all' }, watched], lines: { 'SIM:BTC-USD': 'h 5' } })
    expect(activeChartOf(stored()).interval).toBe('1h')
  })

  test('a tab that is closed writes nothing it did not change', () => {
    otherTab({ lines: { 'SIM:BTC-USD': 'h 5' } }, false)
    const before = localStorage.getItem(layoutKeys.current)
    window.dispatchEvent(new PageTransitionEvent('pagehide'))
    expect(localStorage.getItem(layoutKeys.current)).toBe(before)
  })

  test('a tab that is closed writes the change it had no time for', () => {
    setActiveChart({ interval: '1h' })
    window.dispatchEvent(new PageTransitionEvent('pagehide'))
    expect(activeChartOf(stored()).interval).toBe('1h')
  })

  test('the other tab’s lines and lists are shown, its symbol and interval are its own', () => {
    const heard = vi.fn()
    const unsubscribe = subscribeWorkspace(heard)
    otherTab(
      {
        lists: [...defaultWorkspace.lists, watched],
        lines: { 'SIM:ETH-USD': 'h 5' },
        charts: [{ ...defaultChart, symbol: 'SIM:B' }],
      },
      true,
    )
    expect(heard).toHaveBeenCalled()
    expect(getWorkspace().lists.at(-1)).toEqual(watched)
    expect(getWorkspace().lines).toEqual({ 'SIM:ETH-USD': 'h 5' })
    expect(activeChartOf(getWorkspace()).symbol).toBe('SIM:ETH-USD')
    unsubscribe()
  })

  test('both drew: both lines stay, and what was removed here does not come back', () => {
    setWorkspace({ lines: { 'SIM:OLD': 'h 1' } })
    vi.advanceTimersByTime(400)
    otherTab({ lines: { 'SIM:OLD': 'h 1', 'SIM:BTC-USD': 'h 5' } }, false)
    setWorkspace({ lines: { 'SIM:ETH-USD': 'h 7' } })
    vi.advanceTimersByTime(400)
    expect(stored().lines).toEqual({ 'SIM:ETH-USD': 'h 7', 'SIM:BTC-USD': 'h 5' })
  })

  test('a list that a link takes away here stays when the other tab changed it meanwhile', () => {
    setWorkspace({ lists: [...defaultWorkspace.lists, watched] })
    vi.advanceTimersByTime(400)
    const changed = { ...watched, groups: [{ name: '', collapsed: false, symbols: ['SIM:A', 'SIM:B'] }] }
    setWorkspace({ lists: defaultWorkspace.lists })
    otherTab({ lists: [...defaultWorkspace.lists, changed] }, false)
    vi.advanceTimersByTime(400)
    expect(stored().lists).toEqual([...defaultWorkspace.lists, changed])
  })

  test('what a newer version stored in the other tab is put aside before this one writes', () => {
    const newer = serialiseWorkspace(defaultWorkspace).replace('"version":1', '"version":99,"hologram":true')
    localStorage.setItem(layoutKeys.current, newer)
    setActiveChart({ interval: '1h' })
    vi.advanceTimersByTime(400)
    expect(localStorage.getItem(layoutKeys.currentUnread)).toBe(newer)
    expect(activeChartOf(stored()).interval).toBe('1h')
  })
})
