// @vitest-environment jsdom
import { act, cleanup, render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { requestAlertFocus } from '@/components/alerts/alert-focus.ts'
import { unreadAlertsKey } from '@/components/alerts/alert-storage.ts'
import { alertsKey } from '@/components/alerts/alerts-key.ts'
import { AlertsPanel } from '@/components/alerts/alerts-panel.tsx'
import { createFakeStream, type FakeStream, quote } from '@/components/test-support/fake-stream.ts'
import Toast from '@/components/workspace/toast.tsx'
import { resetWorkspace } from '@/components/workspace/workspace-store.ts'
import { pageFormats, setPageFormats } from '@/lib/market/page-formats.ts'
import { StreamProvider } from '@/lib/stream/provider.tsx'

let stream: FakeStream

beforeEach(() => {
  // The alerts of a page that is gone would write on.
  vi.useFakeTimers({ toFake: ['setInterval', 'requestAnimationFrame'], shouldAdvanceTime: true })
  localStorage.clear()
  resetWorkspace()
  vi.spyOn(console, 'warn').mockReturnValue()
  stream = createFakeStream([quote('SIM:A', { last: 10_000 })])
})
const formats = pageFormats()
afterEach(() => {
  cleanup()
  vi.useRealTimers()
  setPageFormats(formats)
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

function page(offered?: readonly string[], symbol: 'SIM:A' | 'none' = 'SIM:A') {
  return (
    <StreamProvider client={stream.client}>
      <AlertsPanel symbol={symbol === 'none' ? undefined : symbol} offered={offered} />
      <Toast />
    </StreamProvider>
  )
}

function show() {
  render(page())
  return userEvent.setup()
}

async function setPriceAlert(user: ReturnType<typeof userEvent.setup>, price: string) {
  const field = screen.getByLabelText('Price')
  await user.clear(field)
  await user.type(field, price)
  await user.click(screen.getByRole('button', { name: 'Set alert' }))
}

describe('alerts', () => {
  test('offer the first price that comes where the panel was there before it, and leave what was typed', async () => {
    stream = createFakeStream()
    const user = show()
    const field = screen.getByLabelText<HTMLInputElement>('Price')
    expect(field.value).toBe('')
    act(() => stream.setQuote('SIM:A', { last: 10_050 }))
    expect(field.value).toBe('100.50')
    await user.clear(field)
    act(() => stream.setQuote('SIM:A', { last: 10_060 }))
    expect(field.value).toBe('')
  })

  test('offer the price of now to whoever asks for one more, and leave what was typed', async () => {
    const user = show()
    const field = screen.getByLabelText<HTMLInputElement>('Price')
    const ask = () =>
      act(() => {
        requestAlertFocus()
        vi.advanceTimersByTime(20)
      })
    const move = (last: number) => act(() => stream.setQuote('SIM:A', { last }))
    move(10_200)
    ask()
    expect([field.value, field.selectionStart, field.selectionEnd]).toEqual(['102.00', 0, 6])
    await user.keyboard('105')
    move(10_300)
    ask()
    expect(field.value).toBe('105')
    await user.keyboard('{Enter}')
    expect(screen.getByText('Waiting')).toBeTruthy()
    ask()
    expect(field.value).toBe('103.00')
  })

  test('a price that is reached is told once, and the alert says when', async () => {
    const user = show()
    await setPriceAlert(user, '101')
    expect(screen.getByText('Waiting')).toBeTruthy()
    act(() => stream.setQuote('SIM:A', { last: 10_050, tradeCount: 2, mergedTrades: 1, mergedHigh: 10_050, mergedLow: 10_050 }))
    expect(screen.queryByText(/Fired/)).toBeNull()
    act(() => stream.setQuote('SIM:A', { last: 10_101, tradeCount: 3, mergedTrades: 1, mergedHigh: 10_101, mergedLow: 10_101 }))
    expect(screen.getByText(/Fired at/)).toBeTruthy()
    expect(screen.getByText(/A crosses 101: 101\.01 at/)).toBeTruthy()
    expect(screen.getByText(/Fired at/).textContent).toMatch(/, last price 101\.01$/)
    // The next visit knows it too.
    cleanup()
    show()
    expect(screen.getByText(/Fired at/).textContent).toMatch(/, last price 101\.01$/)
  })

  test('one that fires each time says how often it has, and when last, with the day where that is not today', async () => {
    const user = show()
    await user.click(screen.getByRole('checkbox', { name: 'each time' }))
    await setPriceAlert(user, '101')
    expect(screen.getByText('Waiting, each time')).toBeTruthy()
    const trade = (last: number, tradeCount: number) =>
      act(() => stream.setQuote('SIM:A', { last, tradeCount, mergedTrades: 1, mergedHigh: last, mergedLow: last }))
    trade(10_101, 2)
    expect(screen.getByText(/^Waiting, each time; fired at [\d:]+, last price 101\.01$/)).toBeTruthy()
    cleanup()
    const stored = JSON.parse(localStorage.getItem(alertsKey) ?? '{}')
    const [alert] = stored.alerts
    alert.memory = { ...alert.memory, occurrences: 3, firedAtMs: Date.UTC(2024, 2, 8, 12) }
    localStorage.setItem(alertsKey, JSON.stringify(stored))
    stream = createFakeStream([quote('SIM:A', { last: 10_101 })])
    show()
    expect(screen.getByText(/fired 3 times, last on Mar 8, 2024, [\d:]+, last price 101\.01$/)).toBeTruthy()
  })

  test('everything of an alert is written as the page writes numbers', async () => {
    setPageFormats({ locale: 'fa-IR', hourCycle: 'h23' })
    const user = show()
    await setPriceAlert(user, '57945.80')
    expect(screen.getByText('A crosses ۵۷٬۹۴۵٫۸۰')).toBeTruthy()
    act(() => stream.setQuote('SIM:A', { last: 6_000_000, tradeCount: 2, mergedTrades: 1, mergedHigh: 6e6, mergedLow: 6e6 }))
    expect(screen.getByText(/Fired at/).textContent).toMatch(/, last price ۶۰٬۰۰۰٫۰۰$/)
    expect(document.body.textContent).not.toMatch(/\d/)
  })

  test('a price that is not a number is refused in words', async () => {
    const user = show()
    await setPriceAlert(user, 'soon')
    expect(screen.getByRole('alert').textContent).toContain('must be a number')
    expect(localStorage.getItem(alertsKey)).toBeNull()
    expect(document.activeElement).toBe(screen.getByLabelText('Price'))
  })

  test('of two fields the one that is wrong is marked, described and gets the focus', async () => {
    const user = show()
    await user.selectOptions(screen.getByLabelText('Alert when'), 'percent')
    const minutes = screen.getByLabelText(/within/)
    await user.clear(minutes)
    await user.type(minutes, 'soon')
    await user.click(screen.getByRole('button', { name: 'Set alert' }))
    expect([minutes, screen.getByLabelText('Percent')].map((field) => field.getAttribute('aria-invalid'))).toEqual([
      'true',
      'false',
    ])
    expect(minutes.getAttribute('aria-describedby')).toBe(screen.getByRole('alert').id)
    expect(document.activeElement).toBe(minutes)
  })

  test('alerts are kept for the next visit, and a removed one is gone', async () => {
    const user = show()
    await setPriceAlert(user, '101')
    cleanup()
    stream = createFakeStream([quote('SIM:A', { last: 10_000 })])
    const again = show()
    expect(screen.getByText('A crosses 101')).toBeTruthy()
    await again.click(screen.getByRole('button', { name: 'Remove: A crosses 101' }))
    expect(screen.queryByText('A crosses 101')).toBeNull()
    expect(stream.watched('SIM:A').filter((hz) => hz === 1)).toEqual([])
  })

  test('one that is removed leaves the keys in the panel, and can be brought back as it was', async () => {
    const user = show()
    await user.type(screen.getByLabelText('Note'), 'sell half')
    await setPriceAlert(user, '101')
    screen.getByRole('button', { name: 'Remove: A crosses 101' }).focus()
    await user.keyboard('{Enter}')
    expect(screen.queryByText('Waiting. sell half')).toBeNull()
    expect(document.activeElement).toBe(screen.getByRole('region', { name: 'Alerts of this browser' }))
    await user.click(screen.getByRole('button', { name: 'Undo' }))
    expect(screen.getByText('Waiting. sell half')).toBeTruthy()
    act(() => stream.setQuote('SIM:A', { last: 10_000 }))
    act(() => stream.setQuote('SIM:A', { last: 10_101, tradeCount: 2, mergedTrades: 1, mergedHigh: 10_101, mergedLow: 10_101 }))
    await user.click(screen.getByRole('button', { name: 'Remove: A crosses 101' }))
    await user.click(screen.getByRole('button', { name: 'Undo' }))
    expect(screen.getByText(/Fired at/)).toBeTruthy()
  })

  test('where storage is forbidden there is the panel, and its alerts work', async () => {
    vi.spyOn(console, 'info').mockReturnValue()
    vi.spyOn(globalThis, 'localStorage', 'get').mockImplementation(() => {
      throw new DOMException('denied', 'SecurityError')
    })
    const user = show()
    await setPriceAlert(user, '101')
    expect(screen.getByText(/keeps no changes to alerts/)).toBeTruthy()
    act(() => stream.setQuote('SIM:A', { last: 10_200, tradeCount: 2, mergedTrades: 1, mergedHigh: 10_200, mergedLow: 10_200 }))
    expect(screen.getByText(/A crosses 101: 102\.00 at/)).toBeTruthy()
  })

  test('that are set are said to be, and a second of the same is refused in words until the first has fired', async () => {
    const user = show()
    const said = () => screen.getAllByRole('status').map((each) => each.textContent)
    await setPriceAlert(user, '101')
    expect(said()).toContainEqual(expect.stringContaining('Alert set: A crosses 101'))
    await setPriceAlert(user, '101.00')
    expect(screen.getByRole('alert').textContent).toBe('This alert is set already: A crosses 101.')
    expect(screen.getAllByRole('listitem')).toHaveLength(1)
    await user.click(screen.getByRole('checkbox', { name: 'A crosses 101: on' }))
    await setPriceAlert(user, '101')
    expect(screen.getByRole('alert').textContent).toBe('This alert is there already, switched off: A crosses 101.')
    await user.click(screen.getByRole('checkbox', { name: 'A crosses 101: on' }))
    act(() => stream.setQuote('SIM:A', { last: 10_000, tradeCount: 2, mergedTrades: 1, mergedHigh: 10_000, mergedLow: 10_000 }))
    act(() => stream.setQuote('SIM:A', { last: 10_200, tradeCount: 3, mergedTrades: 1, mergedHigh: 10_200, mergedLow: 10_200 }))
    expect(screen.getByText(/Fired at/)).toBeTruthy()
    await setPriceAlert(user, '101')
    expect(screen.queryByRole('alert')).toBeNull()
    expect(screen.getAllByRole('listitem')).toHaveLength(2)
  })

  describe('give the focus back with Escape', () => {
    afterEach(() => {
      document.body.innerHTML = ''
    })

    async function asked(from: string | undefined, offered?: string) {
      const user = userEvent.setup()
      document.body.innerHTML = '<button>Chart</button><div class="watchlist" data-testid="list" tabindex="0"></div>'
      render(page(offered === undefined ? undefined : [offered], offered === undefined ? 'SIM:A' : 'none'))
      if (from !== undefined) screen.getByText(from).focus()
      requestAlertFocus()
      const field = offered === undefined ? screen.getByLabelText('Price') : screen.getByText(/Choose an instrument/)
      await waitFor(() => expect(document.activeElement).toBe(field))
      return user
    }

    test('to where one was, after an alert was set as well as from a field further on', async () => {
      const user = await asked('Chart')
      await user.keyboard('{Enter}')
      expect(screen.getAllByRole('listitem')).toHaveLength(1)
      await user.tab()
      await user.keyboard('{Escape}')
      expect(document.activeElement).toBe(screen.getByText('Chart'))
      expect(screen.getByLabelText('Price')).toBeTruthy()
    })

    test('to the list where one was nowhere', async () => {
      const user = await asked(undefined)
      await user.keyboard('{Escape}')
      expect(document.activeElement).toBe(screen.getByTestId('list'))
    })

    test('to the list where what one came from has gone', async () => {
      const user = await asked('Chart')
      screen.getByText('Chart').remove()
      await user.keyboard('{Escape}')
      expect(document.activeElement).toBe(screen.getByTestId('list'))
    })

    test('to the page where the list is not shown either', async () => {
      const user = await asked(undefined)
      screen.getByTestId('list').remove()
      await user.keyboard('{Escape}')
      expect(document.activeElement).toBe(document.body)
    })

    test('from the words that stand for the form where there is no instrument', async () => {
      const user = await asked('Chart', 'SIM:B')
      await user.keyboard('{Escape}')
      expect(document.activeElement).toBe(screen.getByText('Chart'))
    })
  })

  test('where storage is full it is said once where the alerts are, for as long as it is', async () => {
    const user = show()
    const full = vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError')
    })
    await setPriceAlert(user, '101')
    await setPriceAlert(user, '102')
    const panel = screen.getByRole('region', { name: 'Alerts of this browser' })
    expect(within(panel).getAllByText(/keeps no changes to alerts/)).toHaveLength(1)
    expect(within(panel).getByText('A crosses 101')).toBeTruthy()
    full.mockRestore()
    await setPriceAlert(user, '103')
    expect(screen.queryByText(/keeps no changes to alerts/)).toBeNull()
  })

  test('on an instrument that the server lacks say that they cannot fire, until it has it and is asked for it anew', async () => {
    const user = show()
    await setPriceAlert(user, '101')
    cleanup()
    localStorage.setItem(alertsKey, (localStorage.getItem(alertsKey) ?? '').replace('SIM:A', 'NO:SUCH'))
    stream = createFakeStream([quote('SIM:A', { last: 10_000 })])
    const { rerender } = render(page())
    const stuck = 'Cannot fire: this server does not offer NO:SUCH'
    expect(screen.getByText('Waiting')).toBeTruthy()
    // It has none yet.
    rerender(page([]))
    expect(screen.getByText('Waiting')).toBeTruthy()
    stream.setConnection({ errors: [{ code: 'unknown_symbol', message: '', symbols: ['NO:SUCH'] }] })
    rerender(page(['SIM:A']))
    expect(screen.getByText(stuck)).toBeTruthy()
    expect(screen.queryByText('Waiting')).toBeNull()
    expect(stream.watched('NO:SUCH')).toEqual([1])
    rerender(page(['SIM:A', 'NO:SUCH']))
    expect(screen.getByText('Waiting')).toBeTruthy()
    expect(screen.queryByText(stuck)).toBeNull()
    expect(stream.watched('NO:SUCH')).toEqual([2])
  })

  describe('that were saved and cannot be read', () => {
    const aside = () => JSON.parse(localStorage.getItem(unreadAlertsKey) ?? '[]') as string[]
    const newer = '{"version":7,"alerts":[{"id":"a"}]}'

    test.each([
      ['garbage', 'The saved alerts could not be read.'],
      [newer, 'The saved alerts were written by a newer version.'],
    ])('are told of, and kept beside new ones: %s', async (saved, told) => {
      localStorage.setItem(alertsKey, saved)
      const user = show()
      expect(screen.getByText(told)).toBeTruthy()
      expect(screen.getByText(/is kept in this browser/)).toBeTruthy()
      expect(localStorage.getItem(alertsKey)).toBe(saved)
      await setPriceAlert(user, '101')
      expect(aside()).toEqual([saved])
      await setPriceAlert(user, '102')
      expect(aside()).toEqual([saved])
      expect(screen.getByText(told)).toBeTruthy()
    })

    test('among good ones are told of and kept, and the good ones stay', async () => {
      const user = show()
      await setPriceAlert(user, '101')
      cleanup()
      const saved = JSON.parse(localStorage.getItem(alertsKey) ?? '{}')
      const bad = [null, { symbol: 'SIM:B' }, { ...saved.alerts[0], condition: { kind: 'moon' } }]
      localStorage.setItem(alertsKey, JSON.stringify({ ...saved, alerts: [...bad, ...saved.alerts] }))
      localStorage.setItem(unreadAlertsKey, JSON.stringify([newer]))
      stream = createFakeStream([quote('SIM:A', { last: 10_000 })])
      const again = show()
      for (const on of ['', ' on SIM:B', ' on SIM:A']) expect(screen.getByText(`An alert${on} could not be used.`)).toBeTruthy()
      await again.click(screen.getByRole('button', { name: 'Remove: A crosses 101' }))
      expect(aside()).toEqual([newer, ...bad.map((each) => JSON.stringify(each))])
    })

    test('can be had as a file, now and at a later visit, and be discarded, which can be undone', async () => {
      const saved: Blob[] = []
      const urls = { createObjectURL: (blob: Blob) => `blob:${saved.push(blob)}`, revokeObjectURL: () => undefined }
      vi.stubGlobal('URL', Object.assign(URL, urls))
      vi.spyOn(HTMLAnchorElement.prototype, 'click').mockReturnValue()
      localStorage.setItem(alertsKey, newer)
      const user = show()
      await user.click(screen.getByRole('button', { name: 'Save as a file' }))
      await setPriceAlert(user, '101')
      cleanup()
      stream = createFakeStream([quote('SIM:A', { last: 10_000 })])
      const again = show()
      expect(screen.queryByText(/newer version/)).toBeNull()
      await again.click(screen.getByRole('button', { name: 'Save as a file' }))
      expect(await Promise.all(saved.map((each) => each.text()))).toEqual([`${newer}\n`, `${newer}\n`])
      await again.click(screen.getByRole('button', { name: 'Discard' }))
      expect(localStorage.getItem(unreadAlertsKey)).toBeNull()
      expect(screen.queryByRole('button', { name: 'Discard' })).toBeNull()
      expect(document.activeElement).toBe(screen.getByRole('region', { name: 'Alerts of this browser' }))
      await again.click(screen.getByRole('button', { name: 'Undo' }))
      expect(aside()).toEqual([newer])
      expect(screen.getByText('A crosses 101')).toBeTruthy()
    })

    test('are gone with the next visit, too, when they are discarded before anything else is changed', async () => {
      localStorage.setItem(alertsKey, newer)
      const user = show()
      await user.click(screen.getByRole('button', { name: 'Discard' }))
      cleanup()
      stream = createFakeStream([quote('SIM:A', { last: 10_000 })])
      show()
      expect(screen.queryByText(/newer version|apart from the alerts/)).toBeNull()
    })

    test('are never written over where there is no room to put them aside', async () => {
      localStorage.setItem(alertsKey, newer)
      const user = show()
      const { setItem } = Storage.prototype
      vi.spyOn(Storage.prototype, 'setItem').mockImplementation(function store(this: Storage, key, value) {
        if (key === unreadAlertsKey) throw new DOMException('full', 'QuotaExceededError')
        setItem.call(this, key, value)
      })
      await setPriceAlert(user, '101')
      expect(screen.getByText('A crosses 101')).toBeTruthy()
      expect(localStorage.getItem(alertsKey)).toBe(newer)
    })

    test('are told of and kept when another tab wrote them', async () => {
      const user = show()
      await setPriceAlert(user, '101')
      localStorage.setItem(alertsKey, newer)
      act(() => void window.dispatchEvent(new StorageEvent('storage', { key: alertsKey, newValue: newer })))
      expect(screen.getByText('The saved alerts were written by a newer version.')).toBeTruthy()
      await setPriceAlert(user, '102')
      expect(aside()).toEqual([newer])
    })
  })

  test('one that is switched off does not fire', async () => {
    const user = show()
    await setPriceAlert(user, '101')
    await user.click(screen.getByRole('checkbox', { name: 'A crosses 101: on' }))
    act(() => stream.setQuote('SIM:A', { last: 10_200, tradeCount: 2, mergedTrades: 1, mergedHigh: 10_200, mergedLow: 10_200 }))
    expect(screen.queryByText(/Fired/)).toBeNull()
    expect(screen.getByText('Off')).toBeTruthy()
  })
})
