import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { HostMessage, PageMessage } from './bridge-messages.ts'
import { HostKeeper } from './host-keeper.ts'
import { FakeEnvironment } from './test-support/fake-environment.ts'

/** A host that does what a test says. */
interface FakeHost {
  readonly failuresBefore: number
  readonly said: PageMessage['type'][]
  tell(message?: HostMessage): void
  fail(reason: string): void
  ended: boolean
  answers: boolean
}

let environment: FakeEnvironment
let keeper: HostKeeper
let hosts: FakeHost[]
let heard: HostMessage['type'][]
let lost: (readonly [reason: string, pauseMs: number])[]
let inPage: boolean

beforeEach(() => {
  vi.spyOn(console, 'warn').mockImplementation(() => undefined)
  environment = new FakeEnvironment()
  hosts = []
  heard = []
  lost = []
  inPage = false
  keeper = new HostKeeper(
    environment,
    (onMessage, onFailed, failuresBefore) => {
      const host: FakeHost = {
        failuresBefore,
        said: [],
        tell: (message = { type: 'ready' }) => onMessage(message),
        fail: onFailed,
        ended: false,
        answers: false,
      }
      hosts.push(host)
      const post = (message: PageMessage): void => {
        host.said.push(message.type)
        if (message.type === 'ping' && host.answers) host.tell()
      }
      const end = (): void => {
        host.ended = true
      }
      return inPage ? { post } : { post, end }
    },
    {
      onMessage: ({ type }) => heard.push(type),
      onOpen: () => keeper.post({ type: 'rates' }),
      onLost: (reason, pauseMs) => lost.push([reason, pauseMs]),
    },
  )
})

const host = (): FakeHost => {
  const latest = hosts.at(-1)
  if (latest === undefined) throw new Error('no host was opened')
  return latest
}

function openAndReady(): FakeHost {
  keeper.open()
  host().tell()
  return host()
}

describe('the host of a page’s stream', () => {
  it('is asked whether it lives only while it says nothing, and stays for as long as it answers', () => {
    const own = openAndReady()
    own.answers = true
    for (let second = 0; second < 60; second++) {
      environment.advance(1_000)
      own.tell({ type: 'rates', rates: [] })
    }
    expect(own.said).toEqual(['rates'])
    environment.advance(600_000)
    expect(own.said.length).toBeGreaterThan(100)
    expect(hosts).toHaveLength(1)
    expect(lost).toEqual([])
  })

  it('is ended when it does not answer, and another one is opened in its place that is told everything', () => {
    const own = openAndReady()
    environment.advance(5_900)
    expect(own.ended).toBe(false)
    environment.advance(100)
    expect(own.ended).toBe(true)
    expect(lost).toEqual([['its thread does not answer', 0]])
    environment.advance(0)
    expect(hosts).toHaveLength(2)
    expect(host()).toMatchObject({ failuresBefore: 1, said: ['rates'] })
    heard = []
    own.tell()
    own.fail('late')
    expect(heard).toEqual([])
    expect(lost).toHaveLength(1)
  })

  it('is not accused by timers that come late: of a hidden tab once a minute, or after sleep', () => {
    const own = openAndReady()
    for (let minute = 0; minute < 3; minute++) {
      environment.sleep(60_000)
      environment.advance(0)
    }
    environment.sleep(3_600_000)
    environment.advance(0)
    expect(own.said.filter((type) => type === 'ping')).toHaveLength(3)
    expect(own.ended).toBe(false)
    own.answers = true
    environment.advance(10_000)
    expect(own.ended).toBe(false)
  })

  it('has longer to be loaded, and is not tried again as a thread when it never was', () => {
    keeper.open()
    environment.advance(19_900)
    expect(host().ended).toBe(false)
    environment.advance(100)
    expect(hosts).toHaveLength(2)
    expect(host().failuresBefore).toBe(2)
    environment.advance(0)
  })

  it('is opened anew after an error of its own, too', () => {
    openAndReady().fail('its thread failed: a bug')
    expect(hosts[0]?.ended).toBe(true)
    expect(lost).toEqual([['its thread failed: a bug', 0]])
    environment.advance(0)
    expect(hosts).toHaveLength(2)
  })

  it('is a thread again, however many were lost, where each had lived for ten minutes before', () => {
    for (let loss = 0; loss < 5; loss++) {
      const own = openAndReady()
      own.answers = true
      environment.advance(600_000)
      own.answers = false
      environment.advance(10_000)
      expect(own.ended).toBe(true)
      expect(host().failuresBefore).toBe(1)
    }
    openAndReady().answers = true
    environment.advance(590_000)
    host().fail('its thread failed: a bug')
    environment.advance(0)
    expect(host().failuresBefore).toBe(2)
  })

  it('is not asked when it is in the page: who would hang there could not ask', () => {
    inPage = true
    openAndReady()
    environment.advance(600_000)
    expect(host().said).toEqual(['rates'])
    expect(hosts).toHaveLength(1)
  })

  it('is tried again after longer and longer pauses when it cannot be loaded, and at once when asked', () => {
    inPage = true
    keeper.open()
    const pauses: number[] = []
    for (let failure = 0; failure < 9; failure++) {
      host().fail('it could not be loaded')
      const pauseMs = lost.at(-1)?.[1] ?? -1
      pauses.push(pauseMs)
      environment.advance(pauseMs)
    }
    expect(pauses).toEqual([0, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000])
    expect(hosts).toHaveLength(10)
    host().fail('it could not be loaded')
    keeper.open()
    expect(hosts).toHaveLength(11)
    environment.advance(60_000)
    expect(hosts).toHaveLength(11)
  })

  it('is told that it is over when it is closed, and ended when its socket has had the time to say so', () => {
    const own = openAndReady()
    keeper.close()
    expect(own.said.at(-1)).toBe('close')
    expect(own.ended).toBe(false)
    keeper.open()
    environment.advance(999)
    expect(own.ended).toBe(false)
    environment.advance(1)
    expect(own.ended).toBe(true)
    expect(hosts).toHaveLength(2)
    expect(host().ended).toBe(false)
    expect(lost).toEqual([])
  })
})
