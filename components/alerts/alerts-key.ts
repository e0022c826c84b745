/** Where this browser keeps its alerts. */
export const alertsKey = 'ticklane.alerts'
