export const unauthorizedCode = 4401
export const policyCode = 1008

/** Those of `closeCodes` that are final, for clients: a page need not load the texts, which the server sends. */
export const finalCodes: readonly number[] = [1003, policyCode, 1009, unauthorizedCode]

/** A frame that RFC 6455 does not allow, or text that is not UTF-8: made on the way once, or by the client each time. */
export const brokenFrameCodes: readonly number[] = [1002, 1007]

/**
 * Every way the server ends a connection or answers a request with an error. `retry`: the same client may come back after
 * a pause (the `bye` message says how long). `final`: coming back unchanged gets the same answer. SPEC.md section 8.
 */
export const closeCodes = {
  goingAway: { code: 1001, next: 'retry', text: 'server shutting down' },
  restarting: { code: 1012, next: 'retry', text: 'server restarting' },
  tryLater: { code: 1013, next: 'retry', text: 'server full, try again later' },
  unsupportedData: { code: 1003, next: 'final', text: 'binary frames are not accepted from clients' },
  messageTooBig: { code: 1009, next: 'final', text: 'message larger than the limit' },
  policy: { code: policyCode, next: 'final', text: 'too many invalid messages' },
  tooManyMessages: { code: 4001, next: 'retry', text: 'message rate over the limit' },
  slowConsumer: { code: 4002, next: 'retry', text: 'nothing acknowledged for too long' },
  pingTimeout: { code: 4003, next: 'retry', text: 'no pong in time' },
  idle: { code: 4004, next: 'retry', text: 'nothing subscribed for too long' },
  unauthorized: { code: unauthorizedCode, next: 'final', text: 'authentication failed or expired' },
} as const

export type CloseName = keyof typeof closeCodes
