/**
 * Lets the browser keep the page for when the server cannot be reached (public/sw.js). Not in development, where files have
 * the same names and other contents from one moment to the next. Once the page has nothing better to do: it loads all parts.
 */
export function keepOfflineShell(): void {
  if (process.env.NODE_ENV !== 'production' || !('serviceWorker' in navigator)) return
  const register = (): void => {
    navigator.serviceWorker
      .register('/sw.js', { scope: '/', updateViaCache: 'none' })
      .catch((error: unknown) => console.info('This browser does not keep the page for later:', error))
  }
  const whenIdle = (): void => {
    if ('requestIdleCallback' in window) requestIdleCallback(register, { timeout: 10_000 })
    else setTimeout(register, 3000)
  }
  if (document.readyState === 'complete') whenIdle()
  else window.addEventListener('load', whenIdle, { once: true })
}
