import { systemTimeZone } from '@/lib/chart/time-zone.ts'

// The cities whose hours traders speak of; a system's own zone is always the first choice.
const zones = [
  'UTC',
  'America/New_York',
  'America/Chicago',
  'Europe/London',
  'Europe/Berlin',
  'Asia/Hong_Kong',
  'Asia/Tokyo',
  'Australia/Sydney',
]

/** For menus; the empty value is the system's own. */
export function zoneChoices(): readonly { readonly value: string; readonly name: string }[] {
  return [
    { value: '', name: `System (${zoneName(systemTimeZone())})` },
    ...zones.map((value) => ({ value, name: zoneName(value) })),
  ]
}

export function zoneName(zone: string): string {
  return zone.slice(zone.lastIndexOf('/') + 1).replaceAll('_', ' ')
}
