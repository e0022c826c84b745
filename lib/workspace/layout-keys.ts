/** Names in the browser's storage. */
export const layoutKeys = {
  current: 'ticklane.workspace',
  named: 'ticklane.layouts',
  preferences: 'ticklane.preferences',
} as const
