import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type ClaimLocks, createAlertClaims } from './alert-claims.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

/** As a tab sees it for whom nothing that another one stored has arrived yet. */
function ownStorage() {
  const stored = new Map<string, string>()
  return {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => void stored.set(key, value),
  }
}

function sharedLocks(): ClaimLocks {
  const held = new Set<string>()
  return {
    async request(name, _options, callback) {
      await Promise.resolve()
      if (held.has(name)) return callback(null)
      held.add(name)
      try {
        return await callback({ name })
      } finally {
        held.delete(name)
      }
    },
  }
}

describe('who reports a firing', () => {
  test('of two tabs that ask in the same moment one does', async () => {
    const locks = sharedLocks()
    const report = vi.fn()
    for (const claim of [createAlertClaims(ownStorage(), locks), createAlertClaims(ownStorage(), locks)]) claim('a#1', report)
    await vi.advanceTimersByTimeAsync(0)
    expect(report).toHaveBeenCalledTimes(1)
  })

  test('a tab that asks when the lock is free again reads that it was reported; another firing is reported', async () => {
    const [locks, storage, report] = [sharedLocks(), ownStorage(), vi.fn()]
    const claim = createAlertClaims(storage, locks)
    claim('a#1', report)
    await vi.advanceTimersByTimeAsync(60_000)
    createAlertClaims(storage, locks)('a#1', report)
    await vi.advanceTimersByTimeAsync(0)
    expect(report).toHaveBeenCalledTimes(1)
    claim('a#2', report)
    await vi.advanceTimersByTimeAsync(0)
    expect(report).toHaveBeenCalledTimes(2)
  })

  test('where locks are refused the storage decides', async () => {
    const locks: ClaimLocks = { request: () => Promise.reject(new DOMException('denied', 'SecurityError')) }
    const [storage, report] = [ownStorage(), vi.fn()]
    createAlertClaims(storage, locks)('a#1', report)
    createAlertClaims(storage, locks)('a#1', report)
    await vi.advanceTimersByTimeAsync(0)
    expect(report).toHaveBeenCalledTimes(1)
  })
})
