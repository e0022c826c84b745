import { describe, expect, it } from 'vitest'
import type { AwaitedTrades, LostTrades } from '../../../lib/market/feed.ts'
import type { InstrumentDefinition } from '../../../lib/market/instrument.ts'
import { cryptoDefinition } from '../definitions.ts'
import { finnhubProtocol } from '../finnhub/protocol.ts'
import { type IngestInstrument, InstrumentTable } from '../instrument-table.ts'
import type { VenueNotice } from '../mapper.ts'
import { Problems } from '../problems.ts'
import { ManualClock } from '../test-support/manual-clock.ts'
import { RecordingSink } from '../test-support/recording-sink.ts'
import { TradeIntake } from '../trade-intake.ts'
import { Backfill } from './backfill.ts'
import { Backoff } from './backoff.ts'
import { SilenceWatch } from './silence.ts'

function instrumentsUnderTest() {
  const sink = new RecordingSink()
  const problems = new Problems(
    'test',
    () => 0,
    () => undefined,
  )
  const describeSymbol = (symbol: string): InstrumentDefinition => cryptoDefinition('X', symbol, 'USD', 'live')
  const table = new InstrumentTable(sink, describeSymbol, problems)
  const notices: VenueNotice[] = []
  const intake = new TradeIntake({ sink, table, problems, notice: (notice) => notices.push(notice), heard: () => undefined })
  const get = (symbol: string) => {
    const instrument = table.get(symbol)
    if (instrument === undefined) throw new Error('not described')
    return instrument
  }
  return { sink, table, notices, intake, get, problems }
}

describe('Backoff', () => {
  it('doubles up to its cap, spread over the upper half, and begins again after success', () => {
    const backoff = new Backoff(1000, 30_000, () => 0)
    expect([1, 2, 3, 4, 5, 6, 7].map(() => backoff.next())).toEqual([500, 1000, 2000, 4000, 8000, 15_000, 15_000])
    backoff.succeeded()
    expect(backoff.next()).toBe(500)
    expect(new Backoff(1000, 30_000, () => 1).next()).toBe(1000)
  })
})

describe('SilenceWatch', () => {
  it('lets quiet instruments be quiet, and sees a busy one fall silent', () => {
    const { get } = instrumentsUnderTest()
    const [busy, quiet] = [get('BUSY'), get('QUIET')]
    const watch = new SilenceWatch({ leastMs: 5_000, mostMs: 120_000 })
    watch.expect(busy, 0)
    watch.expect(quiet, 0)
    for (let timeMs = 100; timeMs <= 60_000; timeMs += 100) {
      watch.heard(busy, timeMs)
      if (timeMs % 3_000 === 0) watch.heard(quiet, timeMs)
    }
    expect(watch.look(65_000)).toEqual({ stale: [], renew: [] })
    expect(watch.look(65_500)).toEqual({ stale: [{ instrument: busy, silentMs: 5_500 }], renew: [] })
    expect(watch.look(66_000).stale).toEqual([])
    expect(watch.look(70_500).renew).toEqual([busy])
    expect(watch.look(75_000).renew).toEqual([])
    expect(watch.look(151_000).stale.map(({ instrument }) => instrument)).toEqual([quiet])
    watch.heard(busy, 151_500)
    expect(watch.look(200_000).stale.map(({ instrument }) => instrument)).toEqual([busy])
  })

  it('sees an instrument that was never heard at all', () => {
    const { get } = instrumentsUnderTest()
    const watch = new SilenceWatch({ leastMs: 5_000, mostMs: 120_000 })
    watch.expect(get('MUTE'), 0)
    expect(watch.look(5_001).stale).toHaveLength(1)
    expect(watch.look(10_001).renew).toHaveLength(1)
  })
})

describe('TradeIntake', () => {
  const rest = (id: number) => ({ id, price: '10.5', size: '2', side: 'buy' as const, venueTimeMs: 1000 + id })

  it('fills a hole from the venue’s REST side, each trade once, wherever it comes from', () => {
    const { sink, table, notices, intake, get } = instrumentsUnderTest()
    const instrument = get('BTC')
    const live = (id: number) =>
      intake.trade(instrument, table.price(instrument, '10'), table.size(instrument, '1'), 'buy', 1000 + id, 0, id)
    live(1)
    live(5)
    live(3)
    expect(notices).toMatchObject([{ type: 'gap', fromId: 2, toId: 4 }])
    expect(intake.missing(instrument)).toEqual([
      { fromId: 2, toId: 2, sinceMs: 1001 },
      { fromId: 4, toId: 4, sinceMs: 1001 },
    ])
    expect(intake.fill(instrument, [1, 2, 3, 4, 5, 6].map(rest), 0)).toBe(2)
    live(4)
    expect(sink.trades.map(({ tradeId }) => tradeId)).toEqual([1, 5, 3, 2, 4])
    expect(intake.missing(instrument)).toEqual([])
  })

  it('goes on after a lost connection with what the REST side has since', () => {
    const { sink, table, intake, get } = instrumentsUnderTest()
    const instrument = get('BTC')
    expect(intake.resumeFrom(instrument)).toBeUndefined()
    intake.trade(instrument, table.price(instrument, '10'), table.size(instrument, '1'), 'buy', 1001, 0, 1)
    expect(intake.resumeFrom(instrument)).toEqual({ fromId: 2, sinceMs: 1001 })
    intake.resume(instrument, [1, 2, 3].map(rest), 0)
    expect(sink.trades.map(({ tradeId }) => tradeId)).toEqual([1, 2, 3])
  })
})

describe('Backfill', () => {
  const protocol = finnhubProtocol('ws://127.0.0.1', 'token')

  it('tells of what span trades are lost that nobody sends again, and not of those that come by themselves', async () => {
    const { table, intake, get, problems } = instrumentsUnderTest()
    const clock = new ManualClock()
    const lost: LostTrades[] = []
    const missed: IngestInstrument[] = []
    const awaited: AwaitedTrades[] = []
    const listener = {
      onMissed: (of: IngestInstrument) => missed.push(of),
      onLost: (of: LostTrades) => lost.push(of),
      onAwaited: (of: AwaitedTrades) => awaited.push(of),
    }
    const backfill = new Backfill(protocol, clock, problems, listener)
    const instrument = get('BTC')
    const since = (sinceMs: number | undefined) => ({ id: instrument.id, sinceMs })
    const trade = (id: number, timeMs: number) =>
      intake.trade(instrument, table.price(instrument, '10'), table.size(instrument, '1'), 'buy', timeMs, 0, id)
    trade(1, 1_000)
    trade(3, 3_000)
    backfill.request(instrument, intake)
    trade(2, 2_000)
    clock.advance(1_000)
    expect([missed, lost]).toEqual([[], []])
    await expect.poll(() => awaited).toEqual([since(1_000), since(undefined)])
    trade(6, 6_000)
    backfill.request(instrument, intake)
    // Of two holes the older one says since when.
    trade(9, 9_000)
    backfill.request(instrument, intake)
    expect(awaited.slice(2)).toEqual([since(3_000)])
    clock.advance(1_000)
    expect(missed).toEqual([instrument])
    const span = { id: instrument.id, fromMs: 3_000, toMs: 9_001 }
    await expect.poll(() => lost).toEqual([span, span])
    await expect.poll(() => awaited.slice(3)).toEqual([since(undefined)])
    expect(problems.counts()).toMatchObject({ trades_lost: 2 })
    backfill.stop()
  })
})
