import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readConfig, variableNames } from '../../server/config.ts'

const example = readFileSync(join(import.meta.dirname, '..', '..', '.env.example'), 'utf8')
const documented = new Map([...example.matchAll(/^([A-Z_]+)=(.*)$/gm)].map(([, name = '', value = '']) => [name, value]))

describe('.env.example', () => {
  it('lists every variable that is read, and no other', () => {
    expect([...documented.keys()].sort()).toEqual([...variableNames].sort())
  })

  it('states the defaults: with and without it the configuration is the same', () => {
    expect(readConfig(Object.fromEntries(documented))).toEqual(readConfig({}))
  })
})
