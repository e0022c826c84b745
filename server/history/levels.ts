import type { Interval } from '../../lib/market/bar.ts'
import { type KeptInterval, keptIntervals } from '../../lib/market/history-source.ts'

/** A kept interval as the store numbers it: its place in `keptIntervals`. */
export type Level = 0 | 1 | 2
export const secondsLevel = 0
export const minutesLevel = 1
export const hoursLevel = 2

interface LevelShape {
  readonly stepMs: number
  /** What one chunk spans: an hour of seconds, a day of minutes, 32 days of hours. Whole days where hours are derived from it. */
  readonly chunkMs: number
}

const shapes: readonly [LevelShape, LevelShape, LevelShape] = [
  { stepMs: 1_000, chunkMs: 3_600_000 },
  { stepMs: 60_000, chunkMs: 86_400_000 },
  { stepMs: 3_600_000, chunkMs: 32 * 86_400_000 },
]

export function levelShape(level: Level): LevelShape {
  return shapes[level]
}

export function keptOfLevel(level: Level): KeptInterval {
  return keptIntervals[level] as KeptInterval
}

/** The level that an interval is read from. */
export function levelOf(interval: Interval): Level {
  if (interval === '1s') return secondsLevel
  return interval === '1m' || interval === '5m' || interval === '15m' ? minutesLevel : hoursLevel
}

/** One series is one symbol at one level. */
export function seriesOf(symbolId: number, level: Level): number {
  return symbolId * 4 + level
}

export function symbolOfSeries(series: number): number {
  return Math.floor(series / 4)
}

export function levelOfSeries(series: number): Level {
  return (series % 4) as Level
}

/** Chunks of a series lie side by side: the table's key is the series and the chunk's number since 1970. */
export function chunkKey(series: number, chunk: number): number {
  return series * chunksPerSeries + chunk
}

export function chunkOfKey(key: number): number {
  return key % chunksPerSeries
}

/** An hour's number stays below it until the year 3883: a bar of a later time (a venue's nonsense) cannot be stored. */
export const chunksPerSeries = 2 ** 24
export const storableToMs = chunksPerSeries * shapes[0].chunkMs

export const dayMs = 86_400_000
