import { policyCode, unauthorizedCode } from '../protocol/close-codes.ts'
import { noCloseFrame } from './transport.ts'

/** An answer that is not what was asked for, as the code and the reason that a socket would have been closed with. */
export interface HttpRefusal {
  readonly code: number
  readonly reason: string
  /** Coming back unchanged gets the same answer: no good token, an origin that is not allowed. */
  readonly final: boolean
}

const finalStatuses: Readonly<Record<number, number>> = { 401: unauthorizedCode, 403: policyCode }

export async function refusalOf(response: Response): Promise<HttpRefusal> {
  const code = finalStatuses[response.status]
  const body: unknown = await response.json().catch(() => undefined)
  const reason = problemText(body) ?? `the server answered ${response.status}`
  return { code: code ?? noCloseFrame, reason, final: code !== undefined }
}

function problemText(body: unknown): string | undefined {
  const detail = typeof body === 'object' && body !== null && 'detail' in body ? body.detail : undefined
  return typeof detail === 'string' ? detail : undefined
}
