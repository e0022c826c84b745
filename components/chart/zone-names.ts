import { systemTimeZone } from '@/lib/chart/time-zone.ts'

// The cities whose hours traders speak of; a system's own zone is always the first choice.
const zones = [
  'UTC',
  'America/Los_Angeles',
  'America/Chicago',
  'America/New_York',
  'America/Sao_Paulo',
  'Europe/London',
  'Europe/Berlin',
  'Europe/Zurich',
  'Europe/Istanbul',
  'Asia/Dubai',
  'Asia/Kolkata',
  'Asia/Singapore',
  'Asia/Hong_Kong',
  'Asia/Shanghai',
  'Asia/Seoul',
  'Asia/Tokyo',
  'Australia/Sydney',
]

/** For menus; the empty value is the system's own. `chosen`, of a link, is among them whatever it is. */
export function zoneChoices(chosen: string | undefined): readonly { readonly value: string; readonly name: string }[] {
  const all = chosen === undefined || zones.includes(chosen) ? zones : [...zones, chosen]
  return [
    { value: '', name: `System (${zoneName(systemTimeZone())})` },
    ...all.map((value) => ({ value, name: zoneName(value) })),
  ]
}

export function zoneName(zone: string): string {
  return zone.slice(zone.lastIndexOf('/') + 1).replaceAll('_', ' ')
}
