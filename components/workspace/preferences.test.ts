// @vitest-environment jsdom
import { beforeEach, expect, test, vi } from 'vitest'
import {
  defaultPreferences,
  getPreferences,
  parsePreferences,
  preferencesKey,
  setPreferences,
} from '@/components/workspace/preferences.ts'

beforeEach(() => {
  localStorage.clear()
  setPreferences(defaultPreferences)
})

test('a choice is kept in the browser and applies to the page at once', () => {
  setPreferences({ theme: 'light', colours: 'korea' })
  expect(document.documentElement.dataset).toMatchObject({ theme: 'light', colours: 'korea' })
  expect(parsePreferences(localStorage.getItem(preferencesKey))).toMatchObject({ theme: 'light', colours: 'korea' })
})

test('the system theme leaves the decision to the system', () => {
  setPreferences({ theme: 'dark' })
  setPreferences({ theme: 'system' })
  expect(document.documentElement.dataset.theme).toBeUndefined()
})

test.each(['{', '[]', 'null', '"x"', '{"theme":"neon","colours":7,"rateCap":99}'])('stored text %s counts as nothing', (text) => {
  expect(parsePreferences(text)).toEqual(defaultPreferences)
})

test('a browser that stores nothing still lets one choose', () => {
  const refuse = vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
    throw new DOMException('full', 'QuotaExceededError')
  })
  const warn = vi.spyOn(console, 'warn').mockReturnValue()
  setPreferences({ theme: 'light' })
  expect(getPreferences().theme).toBe('light')
  refuse.mockRestore()
  warn.mockRestore()
})
