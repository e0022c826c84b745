import type {
  IHorzScaleBehavior,
  InternalHorzScaleItem,
  TickMark,
  TickMarkWeightValue,
  Time,
  TimeMark,
  TimeScalePoint,
} from 'lightweight-charts'
import { type Interval, intervalLengthMs } from '../market/bar.ts'
import { type TimeAxis, tickSeconds, tickWeights } from './time-axis.ts'

/** The chart library's time scale with ticks placed and named by a `TimeAxis`. */
export interface ZonedScale extends IHorzScaleBehavior<Time> {
  /**
   * For another interval or zone. The chart keeps the weights of places it has, so all its series must be emptied
   * (`setData([])`) before this and filled after it.
   */
  useAxis(axis: TimeAxis): void
  /** How many bars there are from one name on the axis to the next at least: it changes with the zoom. */
  useRoom(barsPerLabel: () => number): void
}

type MutablePoint = { -readonly [Key in keyof TimeScalePoint]: TimeScalePoint[Key] }

/**
 * For `createChartEx`. `Base` is `defaultHorzScaleBehavior()` of the library, passed in so that this file does not load it.
 * Times stay true UTC seconds: nothing is shifted, so crosshairs, ranges and drawings mean what they say.
 */
export function createZonedScale(Base: new () => IHorzScaleBehavior<Time>, initialAxis: TimeAxis): ZonedScale {
  let axis = initialAxis
  let labelsOutdated = false
  let room = (): number => 0

  class Zoned extends Base implements ZonedScale {
    useAxis(next: TimeAxis): void {
      axis = next
      labelsOutdated = true
    }

    useRoom(barsPerLabel: () => number): void {
      room = barsPerLabel
    }

    override fillWeightsForPoints(points: readonly MutablePoint[], startIndex: number): void {
      const seconds = (index: number): number => this.key((points[index] as MutablePoint).time)
      for (let index = Math.max(startIndex, 1); index < points.length; index++) {
        const point = points[index] as MutablePoint
        point.timeWeight = axis.weight(seconds(index), seconds(index - 1)) as TickMarkWeightValue
      }
      const first = points[0]
      if (startIndex > 0 || first === undefined) return
      // Nothing is before the first place: assume one as far away as the others are from one another.
      const others = points.length - 1
      const step =
        others === 0 ? intervalLengthMs(axis.options.interval) / 1000 : Math.ceil((seconds(others) - seconds(0)) / others)
      first.timeWeight = axis.weight(seconds(0), seconds(0) - step) as TickMarkWeightValue
    }

    override formatTickmark(mark: TickMark): string {
      return axis.tickLabel(this.key(mark.time), mark.weight)
    }

    override formatHorzItem(item: InternalHorzScaleItem): string {
      return axis.fullLabel(this.key(item))
    }

    /** The heaviest are drawn bold: all hours alike, and a Monday is a day. The library asks before it writes the marks in view. */
    override maxTickMarkWeight(marks: TimeMark[]): TickMarkWeightValue {
      const stray = strayWeights(marks, axis.options.interval, room())
      for (const mark of marks) if (stray.includes(mark.weight)) mark.label = ''
      if (isPatchy(marks)) for (const mark of marks) if (mark.weight < tickWeights.day) mark.label = ''
      const heaviest = marks.reduce((most, mark) => Math.max(most, mark.weight), 0)
      if (heaviest > tickWeights.hour && heaviest < tickWeights.day) return tickWeights.hour as number as TickMarkWeightValue
      if (heaviest === tickWeights.week) return tickWeights.day as number as TickMarkWeightValue
      return heaviest as TickMarkWeightValue
    }

    override shouldResetTickmarkLabels(): boolean {
      const outdated = labelsOutdated
      labelsOutdated = false
      return outdated
    }
  }

  return new Zoned()
}

/**
 * Weights of which not even every third place has room: where quarters of an hour stand too close for the five minutes between them,
 * the library finds room for one minute beside, and 05:07 or 05:11 are no places for a name. 01:30 between 00:00 and 03:00 is one, as
 * is every second day or third.
 */
function strayWeights(marks: readonly TimeMark[], interval: Interval, barsPerLabel: number): readonly number[] {
  const barSeconds = intervalLengthMs(interval) / 1000
  const weights = [...new Set(marks.map(({ weight }) => weight as number))]
  const stray = weights.filter((weight) => {
    if (weight === tickWeights.day && interval !== '1d') return false
    const seconds = tickSeconds(weight)
    return seconds !== undefined && (3 * seconds) / barSeconds < barsPerLabel
  })
  // Some name is better than none.
  return stray.length < weights.length ? stray : []
}

/**
 * Whether some days have an hour and others none. Where every second day is named, the library finds room for one before a week
 * that begins on the third: it would look like a date that is missing.
 */
function isPatchy(marks: readonly TimeMark[]): boolean {
  const days = marks.flatMap(({ weight }, at) => (weight >= tickWeights.day ? [at] : []))
  const hours = days.slice(1).map((at, before) => at - (days[before] ?? at) - 1)
  return hours.includes(0) && hours.includes(1) && Math.max(...hours) === 1
}
