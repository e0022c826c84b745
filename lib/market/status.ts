/** How fresh a price is (P4). The code travels in one nibble. */
export const statusCodes = {
  /** Known, but nothing received yet. */
  pending: 0,
  live: 1,
  /** The venue itself delivers late (a delayed entitlement). */
  delayed: 2,
  /** Its connection or its subscription has been silent for longer than the venue allows. */
  stale: 3,
  halted: 4,
  /** Outside its trading session. */
  closed: 5,
} as const

export type Status = keyof typeof statusCodes

const statusNames = Object.keys(statusCodes) as Status[]

export function statusName(code: number): Status {
  const name = statusNames[code]
  if (name === undefined) throw new RangeError(`Unknown status code ${code}: expected 0 to ${statusNames.length - 1}`)
  return name
}
