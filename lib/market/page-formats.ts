export type HourCycle = 'h12' | 'h23'

/** How numbers and times are written where nobody says otherwise. */
export interface PageFormats {
  /** BCP 47 */
  readonly locale: string
  readonly hourCycle: HourCycle
}

// The same on a server and in a browser until a page knows its viewer. The server itself never changes it.
let current: PageFormats = { locale: 'en-US', hourCycle: 'h23' }

export function pageFormats(): PageFormats {
  return current
}

/** For a page, whose texts are all of one viewer: hundreds of cells need not be told each. Written texts do not follow. */
export function setPageFormats(formats: PageFormats): void {
  current = formats
}
