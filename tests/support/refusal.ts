import { once } from 'node:events'
import WebSocket from 'ws'

/** What is asked of a server besides its address. */
export type Asked = readonly [headers?: Record<string, string>, protocol?: string[], path?: string]

/** The status and problem details of a refused upgrade. */
export async function refusalText(url: string, ...asked: Asked): Promise<[number, string]> {
  const { status, problem } = await refusal(url, ...asked)
  return [status, problem?.detail ?? '']
}

/** The status and the code of the problem. */
export async function refusalCode(url: string, ...asked: Asked): Promise<[number, string]> {
  const { status, problem } = await refusal(url, ...asked)
  return [status, problem?.code ?? '']
}

interface Refusal {
  readonly status: number
  readonly problem: { readonly detail: string; readonly code: string } | undefined
}

async function refusal(url: string, ...[headers = {}, protocol = [], path = '/stream']: Asked): Promise<Refusal> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}${path}`, protocol, { headers })
  socket.on('error', () => undefined)
  const [, response] = await once(socket, 'unexpected-response')
  let body = ''
  for await (const chunk of response) body += String(chunk)
  return { status: response.statusCode, problem: body === '' ? undefined : JSON.parse(body) }
}
