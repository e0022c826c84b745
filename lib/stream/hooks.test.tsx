// @vitest-environment jsdom
import { act, render, renderHook } from '@testing-library/react'
import { type ReactNode, StrictMode } from 'react'
import { renderToString } from 'react-dom/server'
import { describe, expect, it, vi } from 'vitest'
import { useConnection, useConnectionState, useQuote, useQuoteListener, useQuotes, useStreamClient } from './hooks.ts'
import { StreamProvider } from './provider.tsx'
import { connectedClient } from './test-support/fake-server.ts'
import { quote } from './test-support/messages.ts'
import { useBars, useBook, useTrades } from './topic-hooks.ts'

async function page() {
  const connected = await connectedClient()
  const { client, environment } = connected
  const wrapper = ({ children }: { children: ReactNode }) => (
    <StrictMode>
      <StreamProvider client={client}>{children}</StreamProvider>
    </StrictMode>
  )
  let sequence = 0
  const tick = (symbol: string, last: string, rate = 4) => {
    sequence += 1
    environment.socket.receive({ type: 'snapshot', rate, sequence, timeMs: sequence, quotes: [quote(symbol, { last })] })
  }
  const paint = () => act(() => environment.paint())
  return { ...connected, wrapper, tick, paint }
}

function Cell() {
  return <span>{useQuote('A')?.last ?? 'none'}</span>
}

function Page() {
  return (
    <p>
      {useConnection().state} {useQuote('A')?.last ?? 'no quote'} {useQuotes(['A', 'B']).size}
    </p>
  )
}

describe('useQuote', () => {
  it('subscribes once under StrictMode, renders when its quote changed, and lets go when it unmounts', async () => {
    const { wrapper, environment, server, exchange, pass, tick, paint } = await page()
    let renders = 0
    const { result, unmount } = renderHook(
      () => {
        renders += 1
        return useQuote('A', 10)
      },
      { wrapper },
    )
    expect(result.current).toBeUndefined()
    await exchange()
    expect(environment.socket.sentOf('subscribe')).toEqual([
      { type: 'subscribe', id: expect.any(Number), symbols: ['A'], rate: 10 },
    ])
    paint()
    tick('A', '10.00', 10)
    paint()
    expect(result.current?.last).toBe(1_000)
    const before = renders
    tick('B', '5.00', 10)
    paint()
    expect(renders).toBe(before)
    unmount()
    await pass(1_000)
    expect(server.streams()).toEqual({})
  })

  it('follows its symbol', async () => {
    const { wrapper, server, exchange, pass, tick, paint } = await page()
    const { result, rerender } = renderHook(({ symbol }) => useQuote(symbol), { wrapper, initialProps: { symbol: 'A' } })
    await exchange()
    rerender({ symbol: 'B' })
    await exchange()
    await pass(1_000)
    expect(server.streams()).toEqual({ 4: ['B'] })
    paint()
    tick('B', '7.00')
    paint()
    expect(result.current?.symbol).toBe('B')
  })

  it('shares one subscription between components', async () => {
    const { wrapper: Wrapper, environment, exchange, tick, paint } = await page()
    const { container } = render(
      <Wrapper>
        <Cell />
        <Cell />
        <Cell />
      </Wrapper>,
    )
    await exchange()
    expect(environment.socket.sentOf('subscribe')).toHaveLength(1)
    tick('A', '10.00')
    paint()
    expect(container.textContent).toBe('100010001000')
  })
})

describe('useQuotes', () => {
  it('gives the same map until one of its quotes changed, though the list is written in place', async () => {
    const { wrapper, exchange, tick, paint, environment } = await page()
    const { result, rerender } = renderHook(() => useQuotes(['A', 'B']), { wrapper })
    await exchange()
    tick('A', '1.00')
    tick('B', '2.00')
    tick('C', '3.00')
    paint()
    const before = result.current
    expect([...before.keys()]).toEqual(['A', 'B'])
    rerender()
    tick('C', '4.00')
    paint()
    expect(result.current).toBe(before)
    tick('B', '2.50')
    paint()
    expect(result.current).not.toBe(before)
    expect(result.current.get('B')?.last).toBe(250)
    expect(environment.socket.sentOf('subscribe')).toHaveLength(1)
  })
})

describe('useQuoteListener', () => {
  it('calls the latest callback without rendering', async () => {
    const { wrapper, exchange, tick, paint } = await page()
    let renders = 0
    const seen: string[] = []
    const { rerender } = renderHook(
      ({ name }) => {
        renders += 1
        useQuoteListener('A', 10, (now) => seen.push(`${name} ${now.last}`))
      },
      { wrapper, initialProps: { name: 'first' } },
    )
    await exchange()
    tick('A', '10.00', 10)
    paint()
    rerender({ name: 'second' })
    const before = renders
    tick('A', '10.01', 10)
    paint()
    expect(seen).toEqual(['first 1000', 'second 1001'])
    expect(renders).toBe(before)
  })
})

describe('useBars, useTrades and useBook', () => {
  it('show what has come of their instrument, and nothing of the one before', async () => {
    const { wrapper, environment, exchange, paint } = await page()
    const { result, rerender } = renderHook(
      ({ symbol }) => ({ bars: useBars(symbol, '1m'), tape: useTrades(symbol, 4, 2), book: useBook(symbol) }),
      { wrapper, initialProps: { symbol: 'A' } },
    )
    await exchange()
    const bars = [[60_000, '10', '11', '9', '10', '5', 1]]
    environment.socket.receive({ type: 'bars', rate: 10, symbol: 'A', interval: '1m', timeMs: 1, history: true, bars })
    const trades = ['1', '2', '3'].map((price) => [1, price, '1', 'sell'])
    environment.socket.receive({ type: 'trades', rate: 4, symbol: 'A', timeMs: 1, first: 0, trades })
    environment.socket.receive({ type: 'book', rate: 4, symbol: 'A', timeMs: 1, bids: [['9', '1']], asks: [] })
    paint()
    expect(result.current.bars?.bars).toHaveLength(1)
    expect(result.current.tape.trades.map(({ price }) => price)).toEqual([300, 200])
    expect(result.current.book?.bids).toEqual([{ price: 900, size: 1 }])
    environment.socket.receive({ type: 'trades', rate: 4, symbol: 'A', timeMs: 1, first: 5, trades: [[1, '6', '1', 'buy']] })
    paint()
    expect(result.current.tape).toMatchObject({ missed: 2, trades: [{ price: 600 }, { price: 300 }] })
    rerender({ symbol: 'B' })
    expect(result.current).toMatchObject({ bars: undefined, tape: { trades: [] }, book: undefined })
  })
})

describe('useConnection', () => {
  it('follows the state of the connection', async () => {
    const { wrapper, environment } = await page()
    const { result } = renderHook(() => useConnection(), { wrapper })
    expect(result.current.state).toBe('live')
    act(() => environment.socket.cut())
    expect(result.current.state).toBe('reconnecting')
  })

  it('renders with whatever is known of it, and not for whoever asks for its state alone', async () => {
    const { wrapper, environment } = await page()
    let renders = 0
    const whole = renderHook(() => useConnection(), { wrapper })
    const state = renderHook(
      () => {
        renders += 1
        return useConnectionState()
      },
      { wrapper },
    )
    const before = renders
    act(() => environment.socket.receive({ type: 'error', code: 'unknown-symbol', message: 'Unknown', symbols: ['X'] }))
    expect(whole.result.current.errors).toHaveLength(1)
    expect(renders).toBe(before)
    act(() => environment.socket.cut())
    expect(state.result.current).toBe('reconnecting')
  })
})

describe('<StreamProvider>', () => {
  it('renders on a server without opening anything', () => {
    const opened = vi.fn()
    vi.stubGlobal('WebSocket', opened)
    const html = renderToString(
      <StreamProvider url="ws://host/stream">
        <Page />
      </StreamProvider>,
    )
    expect(html.replaceAll('<!-- -->', '')).toBe('<p>connecting no quote 0</p>')
    expect(opened).not.toHaveBeenCalled()
    vi.unstubAllGlobals()
  })

  it('opens one socket for a page, whatever StrictMode and further providers do, and closes it with the last', async () => {
    const sockets: { close: () => void }[] = []
    class CountedSocket {
      binaryType = ''
      protocol = ''
      close = vi.fn()
      constructor() {
        sockets.push(this)
      }
    }
    vi.stubGlobal('WebSocket', CountedSocket)
    vi.useFakeTimers()
    const { unmount } = render(
      <StrictMode>
        <StreamProvider url="ws://one/stream">
          <StreamProvider url="ws://one/stream">
            <p />
          </StreamProvider>
        </StreamProvider>
      </StrictMode>,
    )
    await vi.waitFor(() => expect(sockets).toHaveLength(1))
    await vi.advanceTimersByTimeAsync(50)
    expect(sockets).toHaveLength(1)
    expect(sockets[0]?.close).not.toHaveBeenCalled()
    unmount()
    await vi.advanceTimersByTimeAsync(50)
    expect(sockets[0]?.close).toHaveBeenCalledTimes(1)
    vi.useRealTimers()
    vi.unstubAllGlobals()
  })

  it('says what is missing when there is none', () => {
    const silence = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    expect(() => renderHook(() => useStreamClient())).toThrow(/inside <StreamProvider>/)
    silence.mockRestore()
  })
})
