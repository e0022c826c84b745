/** By then what the page shows first has come, on a slow link too: once prices come, and where none do. */
const afterPricesMs = 5_000
const withoutPricesMs = 15_000

/**
 * Lets the browser keep the page for when the server cannot be reached (public/sw.js). Not in development, where files have
 * the same names and other contents from one moment to the next. It loads all parts of the page, and so waits until the page has
 * nothing better to do. Returns what calls it off.
 */
export function keepOfflineShell(pricesCome: boolean): () => void {
  if (process.env.NODE_ENV !== 'production' || !('serviceWorker' in navigator)) return () => undefined
  const register = (): void => {
    navigator.serviceWorker
      .register('/sw.js', { scope: '/', updateViaCache: 'none' })
      .catch((error: unknown) => console.info('This browser does not keep the page for later:', error))
  }
  const timer = setTimeout(
    () => {
      if ('requestIdleCallback' in window) requestIdleCallback(register, { timeout: 10_000 })
      else register()
    },
    pricesCome ? afterPricesMs : withoutPricesMs,
  )
  return () => clearTimeout(timer)
}
