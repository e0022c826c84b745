import { saveFile } from '@/components/watchlist/save-file.ts'
import { layoutKeys } from '@/lib/workspace/layout-keys.ts'

const keys = [layoutKeys.namedUnread, layoutKeys.currentUnread] as const

/** Of layouts and workspaces that could not be read, or not all of them, before something was written in their place. */
export function textsAside(): readonly string[] {
  return entries().map(([, text]) => text)
}

export function saveTextsAside(): void {
  saveAsideFile('ticklane-unread-layouts.txt', textsAside())
}

/** Returns what brings them back, which says why where it cannot. */
export function discardTextsAside(): () => string | undefined {
  const kept = entries()
  for (const [key] of kept) localStorage.removeItem(key)
  return () => {
    try {
      for (const [key, text] of kept) if (localStorage.getItem(key) === null) localStorage.setItem(key, text)
      return undefined
    } catch {
      return 'This browser did not take it back: its storage is full or not allowed.'
    }
  }
}

/** Texts as they are, one below the other: by now they may be anything. */
export function saveAsideFile(name: string, texts: readonly string[]): void {
  saveFile(name, 'text/plain', `${texts.join('\n\n')}\n`)
}

function entries(): (readonly [string, string])[] {
  try {
    return keys.flatMap((key) => {
      const text = localStorage.getItem(key)
      return text === null ? [] : [[key, text] as const]
    })
  } catch {
    // Storage can be forbidden altogether: nothing was kept.
    return []
  }
}
