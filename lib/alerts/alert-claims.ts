/** The part of the browser's storage that is needed. */
export interface ClaimStorage {
  getItem(key: string): string | null
  setItem(key: string, value: string): void
}

const storageKey = 'ticklane.alert-claims'
const claimsMax = 100

/**
 * Says who reports a firing when several tabs watch the same alert: the first that asks for its key. A storage that cannot
 * be used lets everybody report: twice is better than never.
 */
export function createAlertClaims(storage: ClaimStorage): (key: string) => boolean {
  return (key) => {
    try {
      const claimed = (storage.getItem(storageKey) ?? '').split('\n').filter((line) => line !== '')
      if (claimed.includes(key)) return false
      storage.setItem(storageKey, [...claimed, key].slice(-claimsMax).join('\n'))
      return true
    } catch {
      return true
    }
  }
}
