/** Hand-written guards: they run for every message of every venue, where a schema library would cost more than the parse. */
export type JsonObject = { readonly [key: string]: unknown }

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/**
 * A trade id as `JSON.parse` gave it, or its exact text in the message where it exceeds 2^53 and lost digits. undefined for
 * what is no id. Where `name` does not stand once in the message, `exact` is the object around it as `parseLossless` gave it.
 */
export function exactId(parsed: unknown, name: string, raw: string, exact?: unknown): number | string | undefined {
  if (typeof parsed !== 'number') return undefined
  if (Number.isSafeInteger(parsed)) return parsed
  if (isObject(exact)) return typeof exact[name] === 'string' && /^\d+$/.test(exact[name]) ? exact[name] : undefined
  return new RegExp(`"${name}"\\s*:\\s*(\\d+)[\\s,}]`).exec(raw)?.[1]
}

/** undefined instead of an exception for what is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
