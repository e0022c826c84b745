import { alertsKey } from '@/components/alerts/alerts-key.ts'
import type { ParsedAlerts } from '@/lib/alerts/alert-file.ts'

/** Texts of saved alerts that could not be read, as a list: a later version, or a person, may still make something of them. */
export const unreadAlertsKey = 'ticklane.alerts.unread'

/** This browser's storage of alerts, and what a viewer should know of it. */
export interface AlertStorage {
  read(): string | null
  /** What another tab has written since this one last read or wrote; undefined: nothing. */
  news(): string | undefined
  /** What of the text read could not be used: told, and put aside before anything is written over it. */
  spare(losses: Pick<ParsedAlerts, 'ignored' | 'unread'>): void
  write(text: string): void
  /** All texts that could not be used and are kept. */
  aside(): readonly string[]
  /** With the next text written they are gone. Returns what keeps them after all. */
  discard(): () => void
  /** Sentences. The same array until something changed. */
  notices(): readonly string[]
  subscribe(listener: () => void): () => void
}

const notKept =
  'This browser keeps no changes to alerts: its storage is full or not allowed. They last until this page is closed.'

export function createAlertStorage(): AlertStorage {
  const listeners = new Set<() => void>()
  const ignored = new Set<string>()
  const unread = new Set<string>()
  let works = true
  let known: string | null = null
  let notices: readonly string[] = []

  const tell = (): void => {
    notices = [...ignored, ...(works ? [] : [notKept])]
    for (const listener of listeners) listener()
  }

  const read = (): string | null => {
    try {
      known = localStorage.getItem(alertsKey)
      return known
    } catch {
      // Storage can be forbidden altogether: alerts then last as long as the page.
      return null
    }
  }

  return {
    read,
    news() {
      const before = known
      const text = read()
      return text === null || text === before ? undefined : text
    },
    spare(losses) {
      if (losses.ignored.length === 0) return
      for (const text of losses.ignored) ignored.add(text)
      for (const text of losses.unread) unread.add(text)
      tell()
    },
    write(text) {
      const worked = works
      try {
        // Not before: what is read anew with each visit would be put aside with each.
        if (unread.size > 0) putAside(unread)
        unread.clear()
        localStorage.setItem(alertsKey, text)
        known = text
        works = true
      } catch (error) {
        console.warn('This browser does not keep the alerts:', error)
        works = false
      }
      if (works !== worked) tell()
    },
    aside: () => [...new Set([...storedAside(), ...unread])],
    discard() {
      const texts = [...storedAside(), ...unread]
      unread.clear()
      ignored.clear()
      try {
        localStorage.removeItem(unreadAlertsKey)
      } catch {
        // Storage is forbidden: nothing lies there.
      }
      tell()
      return () => {
        for (const text of texts) unread.add(text)
        tell()
      }
    },
    notices: () => notices,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/** Throws where there is no room: then nothing may be written over them. */
function putAside(texts: ReadonlySet<string>): void {
  const all = new Set([...textsAside(localStorage.getItem(unreadAlertsKey)), ...texts])
  localStorage.setItem(unreadAlertsKey, JSON.stringify([...all]))
}

function storedAside(): readonly string[] {
  try {
    return textsAside(localStorage.getItem(unreadAlertsKey))
  } catch {
    return []
  }
}

function textsAside(stored: string | null): readonly string[] {
  if (stored === null) return []
  try {
    const texts: unknown = JSON.parse(stored)
    if (Array.isArray(texts) && texts.every((text) => typeof text === 'string')) return texts
  } catch {
    // Not written by us, and kept all the same.
  }
  return [stored]
}
