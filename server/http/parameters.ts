import { z } from 'zod'
import { type Interval, intervals } from '../../lib/market/bar.ts'
import { ProblemError, quoted } from './problem.ts'

/** A whole number given as text. In OpenAPI it is an integer with its bounds. */
export function wholeNumber(minimum: number, maximum: number, description: string) {
  const expected = `expected a whole number from ${minimum} to ${maximum}`
  return z
    .string()
    .regex(/^-?\d{1,16}$/, expected)
    .transform(Number)
    .refine((value) => value >= minimum && value <= maximum, expected)
    .meta({ type: 'integer', minimum, maximum, description, pattern: undefined })
}

/** As `wholeNumber`, with what it is when absent. */
export function wholeNumberOr(absent: number, minimum: number, maximum: number, description: string) {
  const schema = wholeNumber(minimum, maximum, description)
  // zod drops the `default` of what becomes a number: openapi.ts takes it from here.
  return schema.default(absent).meta({ ...schema.meta(), absent })
}

/** 1970 to the year 5138: beyond it bar starts stop being exact in all units that clients use. */
export const timeMsMax = 100_000_000_000_000

/** Unix milliseconds, or an ISO 8601 instant with its offset. Becomes milliseconds. */
export function instant(description: string) {
  const expected = 'expected Unix milliseconds or an ISO 8601 time such as 2026-01-31T09:30:00Z'
  return z
    .string()
    .max(40, expected)
    .transform((text, context) => {
      const isMs = /^\d{1,15}$/.test(text)
      const timeMs = isMs ? Number(text) : isoPattern.test(text) ? Date.parse(text) : Number.NaN
      if (timeMs >= 0 && timeMs <= timeMsMax) return timeMs
      context.addIssue({ code: 'custom', message: expected })
      return z.NEVER
    })
    .meta({ description: `${description} Unix milliseconds or ISO 8601.`, examples: ['1767225600000', '2026-01-01T00:00:00Z'] })
}

const isoPattern = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d))?$/

export const symbolText = z
  .string()
  .min(1, 'expected a symbol such as SIM:BTC-USD')
  .max(64, 'expected a symbol of at most 64 characters')
  .meta({ description: 'Symbol of an instrument, case-sensitive.', examples: ['SIM:BTC-USD'] })

export const symbolsMax = 200

/** Comma list without doubles. */
export const symbolList = z
  .string()
  .transform((text, context) => {
    const symbols = [...new Set(text.split(',', symbolsMax + 1).map((part) => part.trim()))].filter((part) => part !== '')
    if (symbols.length > 0 && symbols.length <= symbolsMax && symbols.every((symbol) => symbol.length <= 64)) return symbols
    context.addIssue({
      code: 'custom',
      message: `expected 1 to ${symbolsMax} symbols of at most 64 characters, separated by commas`,
    })
    return z.NEVER
  })
  .meta({ description: `Symbols separated by commas, at most ${symbolsMax}.`, examples: ['SIM:BTC-USD,SIM:AAPL'] })

export const intervalName = z
  .enum(intervals, `expected one of ${intervals.join(', ')}`)
  .meta({ description: 'Length of a bar.' }) satisfies z.ZodType<Interval>

/**
 * Reads the query of a request. Throws ProblemError naming every fault. Unknown parameters are faults where the schema is
 * strict: a misspelt `intreval` that is silently ignored gives a wrong answer that looks right.
 */
export function readQuery<Schema extends z.ZodObject>(schema: Schema, search: URLSearchParams): z.infer<Schema> {
  const given: Record<string, string> = Object.create(null)
  const twice = new Set<string>()
  for (const [name, value] of search) {
    if (Object.hasOwn(given, name)) twice.add(name)
    given[name] = value
  }
  if (twice.size > 0) throw invalid([...twice].slice(0, 10).map((name) => ({ name: shortened(name), reason: 'expected once' })))
  const result = schema.safeParse({ ...given })
  if (result.success) return result.data
  throw invalid(result.error.issues.slice(0, 10).flatMap((issue) => faultsOf(issue, given, Object.keys(schema.shape))))
}

function faultsOf(issue: z.core.$ZodIssue, given: Record<string, string>, known: readonly string[]): Fault[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.slice(0, 10).map((name) => ({ name: shortened(name), reason: `unknown; expected ${known.join(', ')}` }))
  }
  const name = String(issue.path[0] ?? '')
  const value = given[name]
  if (value === undefined) return [{ name, reason: 'required' }]
  return [{ name, reason: `cannot use ${quoted(value)}: ${issue.message}` }]
}

interface Fault {
  readonly name: string
  readonly reason: string
}

function invalid(faults: readonly Fault[]): ProblemError {
  const text = faults.map((fault) => `${fault.name}: ${fault.reason}`).join('; ')
  return new ProblemError('invalid_parameters', `Cannot answer: ${text}`, { parameters: faults })
}

function shortened(name: string): string {
  return name.length > 40 ? `${name.slice(0, 40)}...` : name
}
