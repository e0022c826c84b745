import { expect, test } from 'vitest'
import { zoneChoices } from '@/components/chart/zone-names.ts'
import { isTimeZone } from '@/lib/chart/time-zone.ts'

test('the zone in force is among the choices whatever it is, once', () => {
  const values = (chosen?: string) => zoneChoices(chosen).map(({ value }) => value)
  expect(values('Australia/Lord_Howe').at(-1)).toBe('Australia/Lord_Howe')
  expect(zoneChoices('Australia/Lord_Howe').at(-1)?.name).toBe('Lord Howe')
  expect(values('Asia/Kolkata')).toEqual(values())
  expect(new Set(values()).size).toBe(values().length)
  expect(values().slice(1).every(isTimeZone)).toBe(true)
})
