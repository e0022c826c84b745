import { z } from 'zod'
import { intervals } from '../../lib/market/bar.ts'
import type { ClientMessage, ErrorCode, RequestId } from '../../lib/protocol/messages.ts'

const requestId = z.union([z.string().max(128), z.number()])
const symbols = z.array(z.string().min(1).max(128)).min(1).max(10_000)
const subscription = z.number().int().positive()
/** Any number: what cannot be granted is answered by `invalid_rate`, not as a malformed message. */
const rate = z.unknown()

const schemas = {
  subscribe: z.object({
    type: z.literal('subscribe'),
    id: requestId.optional(),
    channel: z.enum(['quotes', 'trades', 'bars', 'book']).optional(),
    symbols,
    rate: rate.optional(),
    interval: z.enum(intervals).optional(),
    limit: z.number().int().min(0).max(5_000).optional(),
    fromMs: z.number().min(0).optional(),
    subscription: subscription.optional(),
  }),
  unsubscribe: z.object({
    type: z.literal('unsubscribe'),
    id: requestId.optional(),
    subscription,
    symbols: symbols.optional(),
  }),
  rate: z.object({ type: z.literal('rate'), id: requestId.optional(), subscription, rate }),
  ack: z.object({
    type: z.literal('ack'),
    sequences: z.record(z.string().max(8), z.number().int().min(0)),
    mismatched: z.array(z.number()).max(16).optional(),
  }),
  ping: z.object({ type: z.literal('ping'), id: requestId.optional(), timeMs: z.number().optional() }),
  auth: z.object({ type: z.literal('auth'), id: requestId.optional(), token: z.string().min(1).max(8_192) }),
  resume: z.object({
    type: z.literal('resume'),
    id: requestId.optional(),
    epoch: z.string().max(128),
    seen: z.record(z.string().max(128), z.tuple([z.number().int().min(0), z.string().regex(/^\d{1,40}(\.\d{1,40})?$/)])),
  }),
} as const

/** A request that cannot be carried out, as the client is told. */
export interface Problem {
  readonly code: ErrorCode
  readonly message: string
  readonly id: RequestId | undefined
}

export type ParsedMessage = { readonly message: ClientMessage } | { readonly problem: Problem }

/** Never throws. */
export function parseClientMessage(text: string): ParsedMessage {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    return problem('malformed_message', `Cannot parse ${shorten(text)} as JSON: ${reason}`, undefined)
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return problem('malformed_message', `Cannot use ${shorten(text)}: expected a JSON object with a type`, undefined)
  }
  const id = idOf(value)
  const type = 'type' in value ? value.type : undefined
  if (typeof type !== 'string' || !Object.hasOwn(schemas, type)) {
    const known = Object.keys(schemas).join(', ')
    return problem('unknown_type', `Unknown message type ${inBrief(type)}: expected one of ${known}`, id)
  }
  const result = schemas[type as keyof typeof schemas].safeParse(value)
  if (result.success) return { message: result.data as ClientMessage }
  const [issue] = result.error.issues
  const path = issue?.path.map(String).join('.') ?? ''
  return problem(codeOf(path), describe(type, path, value, issue?.message ?? 'not what was expected'), id)
}

function codeOf(path: string): ErrorCode {
  if (path === 'channel') return 'unknown_channel'
  if (path === 'interval') return 'unknown_interval'
  return 'malformed_message'
}

function describe(type: string, path: string, value: object, expectation: string): string {
  const given = path.split('.').reduce<unknown>((part, key) => {
    return typeof part === 'object' && part !== null && Object.hasOwn(part, key)
      ? (part as Record<string, unknown>)[key]
      : undefined
  }, value)
  const shown = given === undefined ? 'missing' : inBrief(given)
  return `Cannot use ${type}.${path} (${shown}): ${expectation.replace(/^Invalid [^:]*: /, '')}`
}

function idOf(value: object): RequestId | undefined {
  const result = requestId.safeParse('id' in value ? value.id : undefined)
  return result.success ? result.data : undefined
}

function problem(code: ErrorCode, message: string, id: RequestId | undefined): ParsedMessage {
  return { problem: { code, message, id } }
}

/** A value of a message as JSON, as far as it is worth showing: never the whole of something large or deep. */
export function inBrief(value: unknown, depth = 0): string {
  if (typeof value === 'string') return shorten(JSON.stringify(value.slice(0, 60)))
  if (typeof value !== 'object' || value === null) return String(value)
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}']
  let text = open
  for (const key in value) {
    if (!Object.hasOwn(value, key)) continue
    if (text.length > 60 || depth > 3) return shorten(`${text}...${close}`)
    const part = inBrief((value as Record<string, unknown>)[key], depth + 1)
    const separator = text === open ? '' : ','
    text += Array.isArray(value) ? `${separator}${part}` : `${separator}${inBrief(key)}:${part}`
  }
  return shorten(text + close)
}

export function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}...` : text
}
