import { isObject, parseJson } from '../json-guards.ts'
import { venueNames, venues } from '../venues.ts'
import type { RecordedVenue } from './venues.ts'

/** Which venue sent these messages: by their shape, then by the file's name. */
export function detectVenue(messages: readonly string[], fileName: string): RecordedVenue | undefined {
  for (const raw of messages) {
    const message = parseJson(raw)
    if (isObject(message) && typeof message.sim === 'string') return 'sim'
    const venue = venueNames.find((name) => venues[name].sent(message))
    if (venue !== undefined) return venue
  }
  const lowerCase = fileName.toLowerCase()
  return venueNames.find((name) => lowerCase.includes(name))
}
