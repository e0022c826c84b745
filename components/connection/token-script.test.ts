// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { tokenScript } from '@/components/connection/token-script.tsx'
import { tokenChangedEvent, tokenKey, withToken } from '@/lib/stream/page-token.ts'

const ended = new AbortController()
let changes: number

beforeEach(() => {
  globalThis.ticklaneToken = undefined
  sessionStorage.clear()
  changes = 0
  window.addEventListener(
    tokenChangedEvent,
    () => {
      changes += 1
    },
    { signal: ended.signal },
  )
})
afterEach(() => {
  vi.restoreAllMocks()
  window.history.replaceState(null, '', '/')
})

/** As a browser that opens this address. */
function open(address: string): string {
  window.history.replaceState({ own: 'state' }, '', address)
  // biome-ignore lint/security/noGlobalEval: it is the text of a script, and runs as one
  window.eval(tokenScript)
  return window.location.pathname + window.location.search + window.location.hash
}

describe('a token in the fragment of the address', () => {
  test.each([
    ['/?p=depth#token=a.b.c', '/?p=depth'],
    ['/#one&token=a.b.c&two=2', '/#one&two=2'],
    ['/#token=a%2Eb.c', '/'],
  ])('%s is taken out of it, and the rest stays', (address, left) => {
    expect(open(address)).toBe(left)
    expect(sessionStorage.getItem(tokenKey)).toMatch(/^a\.b\.c$/)
    expect(withToken('wss://host/stream')).toBe('wss://host/stream?token=a.b.c')
    expect(window.history.state).toEqual({ own: 'state' })
  })

  test('is taken by an open page, too, which is told of it', () => {
    open('/')
    const before = changes
    window.history.replaceState(null, '', '/#token=a.b.d')
    window.dispatchEvent(new Event('hashchange'))
    expect(changes).toBeGreaterThan(before)
    expect(window.location.hash).toBe('')
    expect(globalThis.ticklaneToken).toBe('a.b.d')
  })

  test.each(['', '%zz', 'a b', '%3Cscript%3E', 'x'.repeat(8_193)])('goes no further when it is none (%#)', (text) => {
    sessionStorage.setItem(tokenKey, 'x.y.z')
    expect(open(`/#token=${text}`)).toBe('/')
    expect(globalThis.ticklaneToken).toBe('x.y.z')
    expect(sessionStorage.getItem(tokenKey)).toBe('x.y.z')
  })

  test('is of use for as long as the page is open where nothing can be kept', () => {
    vi.spyOn(Storage.prototype, 'getItem').mockImplementation(() => {
      throw new Error('forbidden')
    })
    vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
      throw new Error('forbidden')
    })
    expect(open('/#token=a.b.c')).toBe('/')
    expect(globalThis.ticklaneToken).toBe('a.b.c')
  })
})

describe('a page without a token in its address', () => {
  test('has the one that its tab has kept', () => {
    sessionStorage.setItem(tokenKey, 'a.b.c')
    expect(open('/#part')).toBe('/#part')
    expect(globalThis.ticklaneToken).toBe('a.b.c')
  })

  test.each(['\ud800', '{}', 'x'.repeat(8_193), ''])('has none where nonsense was kept (%#)', (kept) => {
    sessionStorage.setItem(tokenKey, kept)
    open('/')
    expect(withToken('wss://host/stream')).toBe('wss://host/stream')
  })
})
