import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createPages } from './pages.ts'

const asked: (string | undefined)[] = []
vi.mock('next', () => ({
  default: () => {
    asked.push(process.env.NEXT_TELEMETRY_DISABLED)
    return { prepare: () => Promise.resolve(), getRequestHandler: () => () => Promise.resolve(), close: () => Promise.resolve() }
  },
}))
beforeEach(() => vi.stubEnv('NEXT_TELEMETRY_DISABLED', undefined))
afterEach(() => vi.unstubAllEnvs())

it.each([true, false])('tells Next to report nothing to its makers (development: %s), as the build does', async (development) => {
  await createPages({ development, hostname: '127.0.0.1', port: 0, directory: '.' }).close()
  expect(asked.at(-1)).toBe('1')
})
