import { defaultHorzScaleBehavior, type Time, type UTCTimestamp } from 'lightweight-charts'
import { describe, expect, it } from 'vitest'
import type { Interval } from '../market/bar.ts'
import { createZonedScale } from './horizontal-scale.ts'
import { createTimeAxis, tickWeights } from './time-axis.ts'
import { createTimeZone, isTimeZone } from './time-zone.ts'

const axis = (timeZone: string, interval: Interval, hourCycle?: 'h12' | 'h23') =>
  createTimeAxis({ timeZone, interval, locale: 'en-GB', hourCycle })
const seconds = (iso: string) => Date.parse(iso) / 1000

/** Labels with their weights of every place from `from` to `to`. */
function ticks(timeZone: string, interval: Interval, from: string, to: string, step: number, weightMin: number): string[] {
  const on = axis(timeZone, interval)
  const labels: string[] = []
  for (let time = seconds(from); time < seconds(to); time += step) {
    const weight = on.weight(time, time - step)
    if (weight >= weightMin) labels.push(`${on.tickLabel(time, weight)} @${weight}`)
  }
  return labels
}

describe('offsets of a time zone', () => {
  it('equal what Intl says for every hour around every change of clocks', () => {
    for (const name of [
      'America/New_York',
      'Europe/Berlin',
      'Australia/Lord_Howe',
      'Asia/Kolkata',
      'America/St_Johns',
      'Africa/Casablanca',
      'Pacific/Apia',
      'UTC',
    ]) {
      const zone = createTimeZone(name)
      const format = new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' })
      for (let time = Date.UTC(2011, 11, 20); time < Date.UTC(2013, 0, 1); time += 1_800_000 * 7) {
        const text = format.formatToParts(time).find(({ type }) => type === 'timeZoneName')?.value ?? ''
        const [, sign = '+', hours = '0', minutes = '0'] = /GMT(?:([+-])(\d+):(\d+))?/.exec(text) ?? []
        expect(zone.offsetMs(time), `${name} ${new Date(time).toISOString()}`).toBe(
          (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000,
        )
      }
    }
  })

  it('change in the right second', () => {
    const zone = createTimeZone('Europe/Berlin')
    const change = Date.UTC(2024, 2, 31, 1)
    expect([zone.offsetMs(change - 1), zone.offsetMs(change)]).toEqual([3_600_000, 7_200_000])
  })

  it('know which wall clock times come twice', () => {
    const zone = createTimeZone('America/New_York')
    const repeated = [
      '2024-11-03T04:59:59Z',
      '2024-11-03T05:00:00Z',
      '2024-11-03T06:59:59Z',
      '2024-11-03T07:00:00Z',
      '2024-03-10T07:30:00Z',
    ]
    expect(repeated.map((time) => zone.isRepeated(Date.parse(time)))).toEqual([false, true, true, false, false])
  })

  it('exist for real zones only', () => {
    expect([isTimeZone('Asia/Tokyo'), isTimeZone('UTC'), isTimeZone('Mars/Olympus'), isTimeZone('')]).toEqual([
      true,
      true,
      false,
      false,
    ])
    expect(() => createTimeZone('Mars/Olympus')).toThrow(RangeError)
  })
})

describe('ticks of the time axis', () => {
  it('put the day where it begins in the zone, not in UTC', () => {
    const days = (zone: string) => ticks(zone, '1h', '2024-08-07T00:00Z', '2024-08-10T00:00Z', 3600, tickWeights.day)
    expect(days('UTC')).toEqual(['7 @50', '8 @50', '9 @50'])
    expect(days('America/New_York')).toEqual(['7 @50', '8 @50', '9 @50'])
    const newYork = axis('America/New_York', '1h')
    expect(newYork.weight(seconds('2024-08-09T04:00Z'), seconds('2024-08-09T03:00Z'))).toBe(tickWeights.day)
    expect(newYork.weight(seconds('2024-08-09T00:00Z'), seconds('2024-08-08T23:00Z'))).toBeLessThan(tickWeights.day)
  })

  it('keep midnight and noon at midnight and noon over the change to summer time', () => {
    expect(ticks('Europe/Berlin', '1h', '2024-03-30T12:00Z', '2024-04-01T12:00Z', 3600, tickWeights.hour12)).toEqual([
      '31 @50',
      '12:00 @33',
      'Apr @60',
      '12:00 @33',
    ])
  })

  it('name every hour of the day that has 23 and of the day that has 25', () => {
    const hours = (from: string, to: string) =>
      ticks('America/New_York', '1h', from, to, 3600, tickWeights.hour).map((label) => label.split(' ')[0])
    expect(hours('2024-03-10T05:00Z', '2024-03-10T10:00Z')).toEqual(['10', '01:00', '03:00', '04:00', '05:00'])
    expect(hours('2024-11-03T04:00Z', '2024-11-03T09:00Z')).toEqual(['3', '01:00', '01:00', '02:00', '03:00'])
  })

  it('mark the repeated hour as an hour, minutes within it as minutes', () => {
    const newYork = axis('America/New_York', '1m')
    expect(newYork.weight(seconds('2024-11-03T06:00Z'), seconds('2024-11-03T05:59Z'))).toBe(tickWeights.hour)
    expect(newYork.weight(seconds('2024-11-03T06:01Z'), seconds('2024-11-03T06:00Z'))).toBe(tickWeights.minute)
  })

  it('put hours on the half hour of zones that have one', () => {
    expect(ticks('Asia/Kolkata', '15m', '2024-08-09T00:00Z', '2024-08-09T02:00Z', 900, tickWeights.hour)).toEqual([
      '06:00 @32',
      '07:00 @30',
    ])
  })

  it('give a date to a day whose midnight does not exist', () => {
    // In Santiago clocks go from 00:00 to 01:00 on 8 September 2024.
    expect(ticks('America/Santiago', '1h', '2024-09-08T02:00Z', '2024-09-08T06:00Z', 3600, tickWeights.hour)).toEqual([
      '22:00 @30',
      '23:00 @30',
      '8 @50',
      '02:00 @30',
    ])
  })

  it('keep the dates of daily bars in every zone', () => {
    expect(ticks('America/New_York', '1d', '2024-07-31T00:00Z', '2024-08-06T00:00Z', 86_400, 0)).toEqual([
      '31 @50',
      'Aug @60',
      '2 @50',
      '3 @50',
      '4 @50',
      '5 @51',
    ])
    expect(axis('America/New_York', '1d').fullLabel(seconds('2024-08-09T00:00Z'))).toBe('Fri, 9 Aug 2024')
  })

  it('stand on round seconds, quarters, weeks, months and years', () => {
    const weight = (iso: string, step: number) => axis('UTC', '1s').weight(seconds(iso), seconds(iso) - step)
    expect(
      [
        '00:00:01',
        '00:00:05',
        '00:00:15',
        '00:00:30',
        '00:01:00',
        '00:05:00',
        '00:15:00',
        '00:30:00',
        '01:00:00',
        '03:00:00',
        '06:00:00',
        '12:00:00',
      ].map((time) => weight(`2024-08-09T${time}Z`, 1)),
    ).toEqual([10, 11, 12, 13, 20, 21, 22, 23, 30, 31, 32, 33])
    expect(['2024-08-09', '2024-08-12', '2024-08-01', '2024-01-01'].map((date) => weight(`${date}T00:00:00Z`, 1))).toEqual([
      50, 51, 60, 70,
    ])
  })

  it('are written in the locale and hour cycle of the viewer', () => {
    const time = seconds('2024-08-09T18:05:07Z')
    expect(axis('UTC', '1m', 'h12').tickLabel(time, tickWeights.minute5)).toMatch(/^6:05\spm$/)
    expect(axis('UTC', '1s').tickLabel(time, tickWeights.second)).toBe('18:05:07')
    expect(createTimeAxis({ timeZone: 'UTC', interval: '1m', locale: 'de-DE' }).tickLabel(time, tickWeights.month)).toBe('Aug')
    expect(axis('Asia/Tokyo', '1m').fullLabel(time)).toBe('Sat, 10 Aug 2024, 03:05')
  })

  it('tell the two hours apart where clocks are put back', () => {
    const berlin = axis('Europe/Berlin', '1h')
    expect(berlin.fullLabel(seconds('2024-10-27T00:00Z'))).toBe('Sun, 27 Oct 2024, 02:00 CEST')
    expect(berlin.fullLabel(seconds('2024-10-27T01:00Z'))).toBe('Sun, 27 Oct 2024, 02:00 CET')
    expect(berlin.fullLabel(seconds('2024-10-27T02:00Z'))).toBe('Sun, 27 Oct 2024, 03:00')
  })
})

describe('the zoned scale of the chart library', () => {
  const scaleOf = (zone: string, interval: Interval = '1h') => createZonedScale(defaultHorzScaleBehavior(), axis(zone, interval))
  type Scale = ReturnType<typeof scaleOf>
  const pointsOf = (scale: Scale, times: readonly number[]) =>
    times.map((time) => ({
      time: scale.convertHorzItemToInternal(time as UTCTimestamp as Time),
      originalTime: time,
      timeWeight: 0,
    })) as unknown as Parameters<Scale['fillWeightsForPoints']>[0]
  const hours = Array.from({ length: 30 }, (_, index) => seconds('2024-08-08T20:00Z') + index * 3600)

  it('keeps UTC seconds as keys and weighs places in the zone', () => {
    const scale = scaleOf('America/New_York')
    const points = pointsOf(scale, hours)
    scale.fillWeightsForPoints(points, 0)
    expect(points.map((point) => Number(scale.key(point.time)))).toEqual(hours)
    expect(points.flatMap((point, index) => (point.timeWeight >= 50 ? [index] : []))).toEqual([8])
    expect(points[0]?.timeWeight).toBe(tickWeights.hour)
  })

  it('names an hour of all days in view or of none', () => {
    const { day, week, hour12, hour6 } = tickWeights
    const shown = (...marks: [label: string, weight: number][]) => {
      const drawn = marks.map(([label, weight]) => ({ label, weight, coord: 0, needAlignCoordinate: false }))
      scaleOf('UTC').maxTickMarkWeight(drawn as unknown as Parameters<Scale['maxTickMarkWeight']>[0])
      return drawn.map(({ label }) => label).join(' ')
    }
    const noon = ['12:00', hour12] as const
    expect(shown(['20', day], [...noon], ['23', week], ['25', day], ['27', day])).toBe('20  23 25 27')
    expect(shown([...noon], ['20', day], ['23', week], [...noon], ['25', day], [...noon])).toBe(' 20 23  25 ')
    expect(shown(['20', day], [...noon], ['21', day], [...noon], ['22', day])).toBe('20 12:00 21 12:00 22')
    // Two days with nothing known between them are no reason to name no hours at all.
    expect(shown(['20', day], ['06:00', hour6], [...noon], ['21', day], ['22', day])).toBe('20 06:00 12:00 21 22')
    expect(shown(['06:00', hour6], [...noon])).toBe('06:00 12:00')
  })

  it('names no place of a kind of which not even every third has room', () => {
    const { minute, minute5, minute15, minute30, hour, hour3, day, week, month } = tickWeights
    const shown = (interval: Interval, barsPerLabel: number, ...marks: [label: string, weight: number][]) => {
      const drawn = marks.map(([label, weight]) => ({ label, weight, coord: 0, needAlignCoordinate: false }))
      const scale = scaleOf('UTC', interval)
      scale.useRoom(() => barsPerLabel)
      scale.maxTickMarkWeight(drawn as unknown as Parameters<Scale['maxTickMarkWeight']>[0])
      return drawn.map(({ label }) => label).join(' ')
    }
    const quarters: [label: string, weight: number][] = [
      ['04:45', minute15],
      ['05:00', hour],
    ]
    expect(shown('1m', 11, ...quarters, ['05:11', minute])).toBe('04:45 05:00 ')
    expect(shown('1m', 7, ['04:22', minute], ['04:30', minute30], ['04:37', minute], ...quarters)).toBe(' 04:30  04:45 05:00')
    expect(shown('1m', 5, ['04:55', minute5], ['05:00', hour])).toBe('04:55 05:00')
    expect(shown('15m', 8, ['29', day], ['03:00', hour3], ['05:15', minute15])).toBe('29 03:00 ')
    expect(shown('1m', 73, ['29', day], ['01:30', minute30], ['03:00', hour3], ['05:00', hour])).toBe('29 01:30 03:00 05:00')
    // Some name is better than none, and every second day is a rhythm of its own.
    expect(shown('1m', 11, ['05:11', minute])).toBe('05:11')
    expect(shown('4h', 11, ['18', day], ['20', day], ['23', week])).toBe('18 20 23')
    expect(shown('1d', 11, ['Nov', month], ['16', week], ['27', day])).toBe('Nov 16 ')
  })

  it('weighs a single place as one of its interval', () => {
    for (const [interval, weight] of [
      ['1d', tickWeights.week],
      ['15m', tickWeights.minute15],
    ] as const) {
      const scale = scaleOf('UTC', interval)
      const points = pointsOf(scale, [seconds(interval === '1d' ? '2024-08-12T00:00Z' : '2024-08-09T00:15Z')])
      scale.fillWeightsForPoints(points, 0)
      expect(points[0]?.timeWeight).toBe(weight)
    }
  })

  it('weighs only the places from the start index on', () => {
    const scale = scaleOf('UTC')
    const points = pointsOf(scale, hours)
    scale.fillWeightsForPoints(points, 10)
    expect(points.slice(0, 10).every((point) => point.timeWeight === 0)).toBe(true)
    expect(points.slice(10).every((point) => point.timeWeight > 0)).toBe(true)
  })

  it('formats ticks and crosshair in the zone, and in the next one when told', () => {
    const scale = scaleOf('America/New_York')
    const time = scale.convertHorzItemToInternal(seconds('2024-08-09T18:00Z') as UTCTimestamp)
    const mark = { time, weight: tickWeights.hour } as unknown as Parameters<Scale['formatTickmark']>[0]
    const localization = {} as Parameters<Scale['formatTickmark']>[1]
    expect([scale.formatTickmark(mark, localization), scale.formatHorzItem(time)]).toEqual(['14:00', 'Fri, 9 Aug 2024, 14:00'])
    scale.useAxis(axis('Asia/Tokyo', '1h'))
    expect([scale.shouldResetTickmarkLabels?.([]), scale.shouldResetTickmarkLabels?.([])]).toEqual([true, false])
    expect(scale.formatTickmark(mark, localization)).toBe('03:00')
  })

  it('draws hours alike, and Mondays like days', () => {
    const scale = scaleOf('UTC')
    const heaviest = (...weights: number[]) =>
      scale.maxTickMarkWeight(weights.map((weight) => ({ weight })) as unknown as Parameters<Scale['maxTickMarkWeight']>[0])
    expect([heaviest(30, 33), heaviest(50, 51), heaviest(60, 51), heaviest(22)]).toEqual([30, 50, 60, 22])
  })
})
