import { beforeEach, expect, it } from 'vitest'
import { connectionAtFirst } from './connection-status.ts'
import { ConnectionTeller } from './connection-teller.ts'
import { FakeEnvironment } from './test-support/fake-environment.ts'
import type { Connection } from './types.ts'

let environment: FakeEnvironment
let now: Connection
let told: Partial<Connection>[]
let teller: ConnectionTeller

beforeEach(() => {
  environment = new FakeEnvironment()
  now = connectionAtFirst
  told = []
  teller = new ConnectionTeller(
    environment,
    () => now,
    (change) => told.push(change),
  )
  teller.tellNow()
  told = []
})

function change(part: Partial<Connection>): void {
  now = { ...now, ...part }
  teller.changed()
}

it('states are told at once, and only what changed', () => {
  change({ state: 'live', transport: 'websocket' })
  expect(told).toEqual([{ state: 'live', transport: 'websocket' }])
})

it('figures go with what is told next, or after a moment', () => {
  change({ updatesPerSecond: 5 })
  change({ roundTripMs: 3 })
  expect(told).toEqual([])
  teller.tellNow()
  expect(told).toEqual([{ updatesPerSecond: 5, roundTripMs: 3 }])
  environment.advance(1_000)
  expect(told).toHaveLength(1)
  change({ updatesPerSecond: 6 })
  environment.advance(300)
  expect(told.at(-1)).toEqual({ updatesPerSecond: 6 })
})

it('a state takes along the figures that waited', () => {
  change({ updatesPerSecond: 5 })
  change({ state: 'offline', updatesPerSecond: 0 })
  expect(told).toEqual([{ state: 'offline' }])
  environment.advance(1_000)
  expect(told).toHaveLength(1)
})
