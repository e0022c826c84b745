/** Names in the browser's storage. */
export const layoutKeys = {
  current: 'ticklane.workspace',
  named: 'ticklane.layouts',
  preferences: 'ticklane.preferences',
  /** What could not be read, or not all of it, as it was before something was written in its place: the newest of each. */
  currentUnread: 'ticklane.workspace.unread',
  namedUnread: 'ticklane.layouts.unread',
  /** The view that a link's took the place of, on its way to the layouts. */
  replaced: 'ticklane.workspace.replaced',
} as const
