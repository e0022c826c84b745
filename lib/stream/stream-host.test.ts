import { beforeEach, describe, expect, it } from 'vitest'
import { subprotocolBinary } from '../protocol/messages.ts'
import type { HostMessage } from './bridge-messages.ts'
import { fallback } from './fallback.ts'
import { StreamHost, type ThreadEnvironment } from './stream-host.ts'
import { FakeEnvironment } from './test-support/fake-environment.ts'
import { hello } from './test-support/messages.ts'
import { createTopics } from './topic-channels.ts'

let environment: FakeEnvironment
let host: StreamHost
let told: HostMessage[]

beforeEach(() => {
  environment = new FakeEnvironment()
  told = []
  const thread: ThreadEnvironment = {
    now: () => environment.now(),
    after: (delayMs, callback) => environment.after(delayMs, callback),
    random: () => environment.random(),
    openSocket: (url, protocols) => environment.openSocket(url, protocols),
    openEvents: (url) => environment.openEvents(url),
    fetch: (url, signal) => environment.fetch(url, signal),
  }
  host = new StreamHost(thread, { fallback, topics: createTopics }, (message) => told.push(message))
})

describe('the thread that receives the stream of a page', () => {
  it('answers when it is asked whether it lives, started or not', () => {
    host.receive({ type: 'ping' })
    expect(told).toEqual([{ type: 'ready' }])
    host.receive({ type: 'start', url: 'ws://test/stream', hidden: false, online: true })
    told = []
    host.receive({ type: 'ping' })
    expect(told).toEqual([{ type: 'ready' }])
  })

  it('tells which life of the server it is connected to', () => {
    host.receive({ type: 'start', url: 'ws://test/stream', hidden: false, online: true })
    environment.socket.open(subprotocolBinary)
    environment.socket.receive(hello({ epoch: 'epoch-7' }))
    const changes = told.flatMap((message) => (message.type === 'connection' ? [message.change] : []))
    expect(Object.assign({}, ...changes)).toMatchObject({ state: 'live', epoch: 'epoch-7' })
  })
})
