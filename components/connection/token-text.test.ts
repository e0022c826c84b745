import { describe, expect, test } from 'vitest'
import { describeRefusal, readToken } from '@/components/connection/token-text.ts'

const nowMs = Date.UTC(2026, 0, 15, 12)
const tokenWith = (payload: string) => `e30.${btoa(payload).replaceAll('=', '')}.c2ln`
const expiring = (timeMs: number) => tokenWith(JSON.stringify({ exp: timeMs / 1_000 }))

describe('what is pasted as a token', () => {
  test.each([
    'aa.bb-b_.cc',
    '  aa.bb-b_.\n  cc\r\n',
    'Bearer aa.bb-b_.cc',
    'Authorization: Bearer aa.bb-b_.cc',
    '"aa.bb-b_.cc"',
    'TOKEN=aa.bb-b_.cc',
    'https://host/?p=depth#token=aa.bb-b_.cc',
    'wss://host/stream?token=aa.bb-b_.cc&x=1',
  ])('%j is read as the token in it', (text) => {
    expect(readToken(text)).toBe('aa.bb-b_.cc')
  })

  test.each(['', 'secret', 'aa.bb', 'aa.bb.cc.dd', 'ää.bb.cc', `aa.${'b'.repeat(8_192)}.cc`])('%j is none', (text) => {
    expect(readToken(text)).toBeUndefined()
  })
})

describe('why the server refuses', () => {
  test('is that there is none, that it expired and when, or that it is not accepted', () => {
    expect(describeRefusal(undefined, false, nowMs)).toContain('this page has none')
    expect(describeRefusal(expiring(nowMs - 3_600_000), false, nowMs)).toMatch(/expired: Jan 15, 2026, \d\d:00/)
    expect(describeRefusal(expiring(nowMs), true, nowMs)).toContain('expired: ')
    expect(describeRefusal(expiring(nowMs + 1_000), true, nowMs)).toContain('accepts the token of this page no longer')
    expect(describeRefusal(expiring(nowMs + 1_000), false, nowMs)).toContain('does not accept')
  })

  test.each(['null', '[]', '{"exp":"soon"}', '{"exp":1e300}', '{', '\u00ff'])(
    'is not known better from a token of %j',
    (payload) => {
      expect(describeRefusal(tokenWith(payload), false, nowMs)).toContain('does not accept')
    },
  )
})
