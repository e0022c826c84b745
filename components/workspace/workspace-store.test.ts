// @vitest-environment jsdom
import { act, renderHook } from '@testing-library/react'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import {
  activeChartOf,
  getWorkspace,
  performEdit,
  resetWorkspace,
  say,
  setActiveChart,
  setWorkspace,
  subscribeWorkspace,
  undoLastEdit,
  useMessage,
} from '@/components/workspace/workspace-store.ts'
import { removeIndicator } from '@/lib/workspace/chart-edits.ts'
import { layoutKeys } from '@/lib/workspace/layout-keys.ts'
import { defaultChart, defaultWorkspace, type Watchlist, type Workspace } from '@/lib/workspace/workspace.ts'
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

  test('the next visit without an address is as the last one', () => {
    setActiveChart({ interval: '1h' })
    setWorkspace({ appearance: { theme: 'light', colours: 'korea' } })
    vi.advanceTimersByTime(400)
    window.history.replaceState(null, '', '/')
    resetWorkspace()
    expect(activeChartOf(getWorkspace()).interval).toBe('1h')
    expect(getWorkspace().appearance).toEqual({ theme: 'light', colours: 'korea' })
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
      expect(result.current.text).toMatch(/The first change puts its text aside, as ticklane\.workspace\.unread\.$/)
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

  test('what was removed can be brought back', () => {
    setActiveChart({ indicators: [{ id: 'rsi', parameters: {} }] })
    performEdit((workspace) => removeIndicator(workspace, 0, 0))
    expect(activeChartOf(getWorkspace()).indicators).toEqual([])
    undoLastEdit()
    expect(activeChartOf(getWorkspace()).indicators).toHaveLength(1)
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
