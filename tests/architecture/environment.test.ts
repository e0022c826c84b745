import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ConfigError, readConfig, variableNames } from '../../server/config.ts'

const root = join(import.meta.dirname, '..', '..')
const example = readFileSync(join(root, '.env.example'), 'utf8')
const documented = new Map([...example.matchAll(/^([A-Z_]+)=(.*)$/gm)].map(([, name = '', value = '']) => [name, value]))

describe('.env.example', () => {
  it('lists every variable that is read, and no other', () => {
    expect([...documented.keys()].sort()).toEqual([...variableNames].sort())
  })

  it.each(['.env.example', 'README.md', 'docs/ARCHITECTURE.md'])(
    'says with %s what is refused, as this version has no use for it',
    (file) => {
      const text = readFileSync(join(root, file), 'utf8')
      for (const role of ['ingest', 'gateway']) {
        expect(() => readConfig({ ROLE: role })).toThrow(ConfigError)
        expect(text).toMatch(new RegExp(`\\b${role}\\b.*refused|ROLE=${role}\\b`))
      }
      expect(() => readConfig({ NATS_URL: 'nats://127.0.0.1:4222' })).toThrow(ConfigError)
      expect(text).toContain('NATS_URL')
    },
  )

  it('states the defaults: with and without it the configuration is the same', () => {
    expect(readConfig(Object.fromEntries(documented))).toEqual(readConfig({}))
  })
})
