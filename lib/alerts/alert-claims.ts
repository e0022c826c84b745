/** The part of the browser's storage that is needed. */
export interface ClaimStorage {
  getItem(key: string): string | null
  setItem(key: string, value: string): void
}

/** The part of `navigator.locks` that is needed. */
export interface ClaimLocks {
  request(
    name: string,
    options: { readonly ifAvailable: boolean },
    callback: (lock: unknown) => Promise<void> | undefined,
  ): Promise<unknown>
}

const storageKey = 'ticklane.alert-claims'
const claimsMax = 100
// What one tab stores, another may read a moment later: till then the lock keeps it away.
const heldMs = 10_000

/**
 * Lets one report a firing when several tabs watch the same alert: the first that asks for its key. Without locks two that
 * ask in the same moment both may, and a storage that cannot be used lets everybody: twice is better than never.
 */
export function createAlertClaims(storage: ClaimStorage, locks?: ClaimLocks): (key: string, report: () => void) => void {
  return (key, report) => {
    const reportUnlocked = (): void => {
      if (take(storage, key)) report()
    }
    if (locks === undefined) {
      reportUnlocked()
      return
    }
    let answered = false
    locks
      .request(`${storageKey}:${key}`, { ifAvailable: true }, (lock) => {
        answered = true
        if (lock === null || !take(storage, key)) return undefined
        report()
        return new Promise((resolve) => setTimeout(resolve, heldMs))
      })
      .catch((error: unknown) => {
        if (answered) throw error
        // Where storage is forbidden, so are locks.
        reportUnlocked()
      })
  }
}

function take(storage: ClaimStorage, key: string): boolean {
  try {
    const claimed = (storage.getItem(storageKey) ?? '').split('\n').filter((line) => line !== '')
    if (claimed.includes(key)) return false
    storage.setItem(storageKey, [...claimed, key].slice(-claimsMax).join('\n'))
    return true
  } catch {
    return true
  }
}
