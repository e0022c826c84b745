declare global {
  /** The token that this page has, as token-script.tsx found it or the viewer gave it. */
  var ticklaneToken: string | undefined
}

/** In the tab's storage. */
export const tokenKey = 'ticklane.token'
/** On the window, after it has another one. */
export const tokenChangedEvent = 'ticklane-token'

/** Of a socket; the HTTP side takes it from there. */
export function withToken(url: string): string {
  const token = globalThis.ticklaneToken
  return token === undefined ? url : `${url}?token=${encodeURIComponent(token)}`
}
