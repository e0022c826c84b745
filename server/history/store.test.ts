import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Bar, Interval } from '../../lib/market/bar.ts'
import { HistoryError } from '../../lib/market/bar-history.ts'
import { wideUnit } from '../../lib/market/wide.ts'
import { BarRows } from './bar-rows.ts'
import { lockDirectory, openReader, openWriter, prepareStore, storePath } from './database.ts'
import { dayMs, hoursLevel, type Level, minutesLevel, secondsLevel, seriesOf } from './levels.ts'
import type { Scale } from './scale.ts'
import { StoreReader } from './store-reader.ts'
import { StoreWriter } from './store-writer.ts'
import { batchWidth, type WriteBatch } from './write-batch.ts'

const day = Date.parse('2026-03-02T00:00:00Z')
const cents: Scale = { tick: '0.01', lot: '0.1' }
const hour = 3_600_000
const fine: Scale = { tick: '0.001', lot: '0.01' }
const nothing: WriteBatch = { symbols: [], scales: [], bars: new Float64Array(0), live: [], members: [], lost: [], fills: [] }

let directory: string
let databases: DatabaseSync[]
let writer: StoreWriter
let reader: StoreReader

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'ticklane-store-'))
  prepareStore(directory)
  databases = [openWriter(directory), openReader(directory, 0)]
  const [forWriter, forReader] = databases as [DatabaseSync, DatabaseSync]
  writer = new StoreWriter(forWriter)
  reader = new StoreReader(forReader)
  writer.write(
    {
      ...nothing,
      symbols: [[1, 'A', 1]],
      scales: [
        [1, cents.tick, cents.lot],
        [2, fine.tick, fine.lot],
      ],
    },
    day,
  )
})
afterEach(() => {
  for (const database of databases) database.close()
  rmSync(directory, { recursive: true })
})

function bar(timeMs: number, price: number, volume = 1): Bar {
  return {
    timeMs,
    open: price,
    high: price + 2,
    low: price - 1,
    close: price + 1,
    volumeHigh: 0,
    volumeLow: volume,
    tradeCount: 1,
  }
}

function minutes(fromMs: number, count: number): Bar[] {
  return Array.from({ length: count }, (_, index) => bar(fromMs + index * 60_000, 1_000 + ((index * 7) % 50), index + 1))
}

function write(level: Level, bars: readonly Bar[], scale = 1, symbol = 1): void {
  const batch = new Float64Array(bars.length * batchWidth)
  const rows = BarRows.of(bars)
  for (let row = 0; row < bars.length; row++) {
    batch[row * batchWidth] = seriesOf(symbol, level)
    batch[row * batchWidth + 1] = scale
    batch.set(rows.values.subarray(row * 8, row * 8 + 8), row * batchWidth + 2)
  }
  writer.write({ ...nothing, bars: batch }, day)
}

function fill(level: Level, bars: readonly Bar[], fromMs: number, toMs: number, nowMs: number, scale = 1): void {
  writer.write(
    { ...nothing, fills: [{ series: seriesOf(1, level), scale, bars: BarRows.of(bars).packed(), known: [{ fromMs, toMs }] }] },
    nowMs,
  )
}

function compact(nowMs: number): void {
  while (writer.compact(nowMs, 1_000));
}

function count(table: string): number {
  return Number(databases[0]?.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.n)
}

function read(interval: Interval, fromMs = 0, toMs = Number.POSITIVE_INFINITY, limit = 100_000, scale = cents): Bar[] {
  return reader.read(1, interval, fromMs, toMs, limit, scale).bars()
}

/** To what both scales have. */
function round(one: Bar): Bar {
  return { ...one, open: 1_000, high: 1_000, low: 1_000, close: 1_000 }
}

/** The trivial model: all bars of a longer interval from all minutes. */
function derived(bars: readonly Bar[], lengthMs: number): Bar[] {
  const found = new Map<number, Bar>()
  for (const one of bars) {
    const timeMs = Math.floor(one.timeMs / lengthMs) * lengthMs
    const known = found.get(timeMs)
    if (known === undefined) {
      found.set(timeMs, { ...one, timeMs })
      continue
    }
    known.high = Math.max(known.high, one.high)
    known.low = Math.min(known.low, one.low)
    known.close = one.close
    known.volumeLow += one.volumeLow
    known.tradeCount += one.tradeCount
  }
  return [...found.values()]
}

describe('the store of bars', () => {
  it('gives every interval the same before and after its rows were packed into chunks', () => {
    const all = minutes(day + 5 * 60_000, 3_000)
    write(minutesLevel, all)
    const lengths = [
      ['1m', 60_000],
      ['5m', 300_000],
      ['15m', 900_000],
      ['1h', 3_600_000],
      ['4h', 14_400_000],
      ['1d', dayMs],
    ] as const
    for (const [interval, lengthMs] of lengths) expect(read(interval), interval).toEqual(derived(all, lengthMs))
    compact(day + 10 * dayMs)
    expect(count('recent')).toBe(0)
    expect(count('chunk')).toBe(4)
    for (const [interval, lengthMs] of lengths) expect(read(interval), interval).toEqual(derived(all, lengthMs))
  })

  it('packs only what has ended', () => {
    write(minutesLevel, minutes(day, 2_000))
    compact(day + dayMs + 4 * 60_000)
    expect(count('chunk')).toBe(0)
    compact(day + dayMs + 6 * 60_000)
    expect(count('recent')).toBe(2_000 - 1_440)
    expect(read('1m')).toEqual(minutes(day, 2_000))
    expect(read('1h')).toEqual(derived(minutes(day, 2_000), 3_600_000))
  })

  it('gives the newest of a range, whichever part of it is packed', () => {
    const all = minutes(day, 2_000)
    write(minutesLevel, all)
    compact(day + dayMs + 3_600_000)
    for (const limit of [1, 10, 600, 1_999]) {
      expect(read('1m', 0, Number.POSITIVE_INFINITY, limit)).toEqual(all.slice(-limit))
      expect(read('1m', day + 600_000, day + 1_500 * 60_000, limit)).toEqual(all.slice(10, 1_500).slice(-limit))
    }
    const hours = derived(all, 3_600_000)
    expect(read('1h', 0, Number.POSITIVE_INFINITY, 3)).toEqual(hours.slice(-3))
    expect(read('4h', 0, Number.POSITIVE_INFINITY, 2)).toEqual(derived(all, 14_400_000).slice(-2))
    // A longer bar of which a part lies before `from` is not half given: it is not given.
    expect(read('1h', day + 60_000)).toEqual(hours.slice(1))
    expect(read('5m', day + 1, day + 600_001).map(({ timeMs }) => timeMs)).toEqual([day + 300_000, day + 600_000])
    expect(read('1m', 0, day)).toEqual([])
    expect(read('1m', day + 60_000, day)).toEqual([])
  })

  it('lets a late bar correct a packed one, and the hours with it', () => {
    const all = minutes(day, 1_440)
    write(minutesLevel, all)
    compact(day + 2 * dayMs)
    const late = { ...bar(day + 60_000, 5_000, 77), tradeCount: 9 }
    const corrected = [all[0] as Bar, late, ...all.slice(2)]
    write(minutesLevel, [late])
    for (const stage of ['one row beside the chunk', 'packed']) {
      expect(read('1m'), stage).toEqual(corrected)
      expect(read('1h'), stage).toEqual(derived(corrected, 3_600_000))
      compact(day + 2 * dayMs)
    }
    expect(count('recent')).toBe(0)
  })

  it('keeps series apart', () => {
    write(minutesLevel, minutes(day, 10))
    write(secondsLevel, [bar(day, 7)])
    write(minutesLevel, [bar(day, 9)], 1, 2)
    compact(day + 3 * dayMs)
    expect(read('1m')).toEqual(minutes(day, 10))
    expect(read('1s')).toEqual([bar(day, 7)])
    expect(reader.read(2, '1m', 0, Number.POSITIVE_INFINITY, 10, cents).bars()).toEqual([bar(day, 9)])
    expect(reader.read(3, '1m', 0, Number.POSITIVE_INFINITY, 10, cents).count).toBe(0)
  })

  it('gives bars of a coarser past in the present tick and lot, and packs both into the finer', () => {
    write(minutesLevel, [{ ...bar(day, 100, wideUnit - 1), volumeHigh: 2 }])
    write(minutesLevel, [bar(day + 60_000, 1_005, 11)], 2)
    const expected = [
      { timeMs: day, open: 1_000, high: 1_020, low: 990, close: 1_010, volumeHigh: 29, volumeLow: wideUnit - 10, tradeCount: 1 },
      bar(day + 60_000, 1_005, 11),
    ]
    const stored = () => read('1m', 0, Number.POSITIVE_INFINITY, 10, fine)
    expect(stored()).toEqual(expected)
    compact(day + 2 * dayMs)
    expect(stored()).toEqual(expected)
    expect(read('1h', 0, Number.POSITIVE_INFINITY, 10, fine)[0]).toMatchObject({ volumeHigh: 30, volumeLow: 1, tradeCount: 2 })
    expect(reader.blanked).toBe(0)
  })

  it('leaves a bar blank, and what is derived from it, when somebody insists on a coarser tick than it needs', () => {
    write(minutesLevel, [bar(day, 1_005, 10), bar(day + hour, 1_000, 10)].map(round))
    write(minutesLevel, [bar(day + 60_000, 1_005, 10)], 2)
    expect(read('1m').map(({ open }) => open)).toEqual([1_000, Number.NaN, 1_000])
    expect(read('1h').map(({ timeMs, open }) => [timeMs, open])).toEqual([
      [day, Number.NaN],
      [day + hour, 1_000],
    ])
    expect(reader.blanked).toBe(2)
  })

  it('keeps bars exactly of which one scale cannot express all, and gives each to whoever can', () => {
    const dust: Scale = { tick: '0.00000001', lot: '1' }
    const whole: Scale = { tick: '1', lot: '0.00000001' }
    const scales = [dust, whole].map(({ tick, lot }, index) => [index + 3, tick, lot] as const)
    writer.write({ ...nothing, scales }, day)
    const high = [bar(day, 200_000_000, 5), bar(day + hour, 300_000_000, 6)]
    const low = [bar(day + 60_000, 2, 7), bar(day + 2 * hour, 3, 8)]
    write(minutesLevel, high, 4)
    write(minutesLevel, low, 3)
    // What both scales can say is packed in the finer of both.
    write(minutesLevel, [{ ...bar(day + 3 * hour, 100, 9), open: 101, low: 100, high: 102, close: 101 }], 4)
    const expressed = (interval: Interval, scale: Scale) => {
      return read(interval, 0, Number.POSITIVE_INFINITY, 100, scale).map(({ timeMs, close }) => [timeMs - day, close])
    }
    for (const stage of ['single rows', 'packed', 'packed again']) {
      const dusty = { tick: dust.tick, lot: whole.lot }
      expect(expressed('1m', dusty), stage).toEqual([
        [0, Number.NaN],
        [60_000, 3],
        [hour, Number.NaN],
        [2 * hour, 4],
        [3 * hour, 101e8],
      ])
      expect(expressed('1h', dusty), stage).toEqual([
        [0, Number.NaN],
        [hour, Number.NaN],
        [2 * hour, 4],
        [3 * hour, 101e8],
      ])
      expect(expressed('1m', whole), stage).toEqual([
        [0, 200_000_001],
        [60_000, Number.NaN],
        [hour, 300_000_001],
        [2 * hour, Number.NaN],
        [3 * hour, 101],
      ])
      compact(day + 10 * dayMs)
      expect(count('recent'), stage).toBe(2)
    }
  })

  it("puts a venue's history into days that are over and into the present one", () => {
    const past = minutes(day, 1_440)
    fill(minutesLevel, past, day, day + dayMs, day + 2 * dayMs)
    expect([count('recent'), count('chunk')]).toEqual([0, 2])
    const present = minutes(day + 2 * dayMs, 30)
    fill(minutesLevel, present, day + 2 * dayMs, day + 2 * dayMs + 1_800_000, day + 2 * dayMs + 3_600_000)
    expect(count('recent')).toBe(30)
    expect(read('1m')).toEqual([...past, ...present])
    fill(minutesLevel, [bar(day + 2 * dayMs, 4_000)], day + 2 * dayMs, day + 2 * dayMs + 60_000, day + 2 * dayMs + 3_600_000)
    expect(read('1m', day + 2 * dayMs, day + 2 * dayMs + 60_000)).toEqual([bar(day + 2 * dayMs, 4_000)])
  })

  it('takes of an hour built by us and one told by the venue the one that saw more', () => {
    const half = minutes(day + 1_800_000, 30)
    write(minutesLevel, half)
    const whole = { ...bar(day, 1_000, 100_000), tradeCount: 60 }
    fill(hoursLevel, [whole, bar(day + 3_600_000, 9)], day, day + 7_200_000, day + dayMs)
    expect(read('1h')).toEqual([whole, bar(day + 3_600_000, 9)])
    compact(day + 3 * dayMs)
    expect(read('1h')).toEqual([whole, bar(day + 3_600_000, 9)])
    write(minutesLevel, [bar(day + 3_600_000, 50, 500)])
    expect(read('1h')[1]).toEqual(bar(day + 3_600_000, 50, 500))
  })

  it('joins filled spans that touch', () => {
    for (const at of [0, 2, 1]) fill(minutesLevel, [], day + at * 60_000, day + (at + 1) * 60_000, day + dayMs)
    fill(minutesLevel, [], day + 600_000, day + 660_000, day + dayMs)
    const spans = databases[0]?.prepare('SELECT from_ms - ? AS a, to_ms - ? AS b FROM filled ORDER BY 1').all(day, day)
    expect(spans?.map((row) => [row.a, row.b])).toEqual([
      [0, 180_000],
      [600_000, 660_000],
    ])
  })

  it('forgets what is older than its retention, by interval', () => {
    write(minutesLevel, minutes(day, 3 * 1_440))
    write(secondsLevel, [bar(day, 1_000)])
    compact(day + 10 * dayMs)
    let series: number | undefined = 0
    while (series !== undefined) series = writer.prune(day + 10 * dayMs, [dayMs, 8 * dayMs, Number.POSITIVE_INFINITY], series)
    expect(read('1s')).toEqual([])
    expect(read('1m')[0]?.timeMs).toBe(day + 2 * dayMs)
    expect(read('1h')).toHaveLength(72)
  })

  it('writes all of a batch or nothing', () => {
    const good = minutes(day, 2)
    expect(() => write(minutesLevel, [...good, { ...bar(day, 1), open: 0.5 }])).toThrow()
    expect(count('recent')).toBe(0)
    write(minutesLevel, good)
    expect(read('1m')).toEqual(good)
  })

  it('says what is damaged instead of giving it out', () => {
    databases[0]
      ?.prepare('INSERT INTO chunk VALUES (?, 1, ?)')
      .run(seriesOf(1, minutesLevel) * 2 ** 24 + day / dayMs, Uint8Array.of(1, 9, 9))
    expect(() => read('1m')).toThrow(HistoryError)
  })
})

describe('the directory of the store', () => {
  it('is for one process at a time', () => {
    const lock = lockDirectory(directory)
    expect(() => lockDirectory(directory)).toThrow(expect.objectContaining({ code: 'locked' }))
    lock.close()
    lockDirectory(directory).close()
  })

  it('is refused when a newer version wrote it, and left as it is', () => {
    databases[0]?.exec('PRAGMA user_version = 99')
    expect(() => prepareStore(directory)).toThrow(expect.objectContaining({ code: 'newer_schema' }))
  })

  it('is refused when it is not one', () => {
    expect(() => lockDirectory('/dev/null/x')).toThrow(expect.objectContaining({ code: 'unavailable' }))
    const other = mkdtempSync(join(tmpdir(), 'ticklane-other-'))
    const database = new DatabaseSync(storePath(other))
    database.exec('PRAGMA user_version = 1')
    database.close()
    expect(() => prepareStore(other)).toThrow(expect.objectContaining({ code: 'corrupt' }))
    rmSync(other, { recursive: true })
  })

  it('of an older version is brought up to date, with the bars it has', () => {
    write(minutesLevel, minutes(day, 3))
    databases[0]?.exec('DROP TABLE lost; PRAGMA user_version = 1')
    prepareStore(directory)
    expect(count('lost')).toBe(0)
    expect(read('1m')).toHaveLength(3)
  })

  it('is prepared again without harm', () => {
    write(minutesLevel, minutes(day, 3))
    prepareStore(directory)
    expect(read('1m')).toHaveLength(3)
  })
})
