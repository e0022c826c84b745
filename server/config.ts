import { z } from 'zod'
import { type VenueName, venueNames, venues, venueVariables } from './ingest/venues.ts'

/**
 * The environment, read once. Every fault is reported together, each by its variable's name, value and what would be right,
 * before anything starts. `.env.example` describes every variable; tests/architecture checks that it lists them all.
 */

export type FeedSpec =
  | { readonly kind: 'sim' }
  | { readonly kind: 'replay'; readonly file: string }
  | { readonly kind: 'venue'; readonly venue: VenueName }

const integer = (minimum: number, maximum: number) =>
  z
    .string()
    .regex(/^-?\d+$/, `expected a whole number from ${minimum} to ${maximum}`)
    .transform(Number)
    .refine((value) => value >= minimum && value <= maximum, `expected a whole number from ${minimum} to ${maximum}`)

const commaList = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== ''),
)

const symbolVenues = [...new Set(venueNames.map((name) => venues[name].venue))]
/** Of venues that FEED does not name too: a list may be kept while feeds come and go. */
const symbolList = commaList.refine(
  (symbols) => symbols.every((symbol) => symbolVenues.some((venue) => symbol.startsWith(`${venue}:`))),
  `expected a comma list of symbols that begin with ${symbolVenues.map((venue) => `${venue}:`).join(', ')}`,
)

/** Scheme, host and port, nothing after. */
function isOrigin(text: string): boolean {
  return URL.canParse(text) && new URL(text).origin === text
}

const feedList = z.string().transform((text, context): FeedSpec[] => {
  const specs: FeedSpec[] = []
  for (const part of text.split(',').map((entry) => entry.trim())) {
    const venue = venueNames.find((name) => name === part)
    if (part === 'sim') specs.push({ kind: 'sim' })
    else if (part.startsWith('replay:') && part.length > 'replay:'.length)
      specs.push({ kind: 'replay', file: part.slice('replay:'.length) })
    else if (venue !== undefined) specs.push({ kind: 'venue', venue })
    else {
      context.addIssue({
        code: 'custom',
        message: `cannot use ${JSON.stringify(part)}: expected a comma list of sim, replay:<file>, ${venueNames.join(', ')}`,
      })
      return z.NEVER
    }
  }
  if (specs.filter((spec) => spec.kind === 'sim').length > 1) {
    context.addIssue({ code: 'custom', message: 'expected sim at most once' })
    return z.NEVER
  }
  return specs
})

const replaySpeed = z.union([
  z.literal('max').transform(() => Number.POSITIVE_INFINITY),
  z
    .string()
    .regex(/^\d+(\.\d+)?$/, 'expected a number from 1 to 1000, or max')
    .transform(Number)
    .refine((value) => value >= 1 && value <= 1000, 'expected a number from 1 to 1000, or max'),
])

const venueUrl = (protocol: RegExp, expected: string) =>
  z.url({ protocol, error: `expected a URL starting with ${expected}` }).optional()
const wsUrl = venueUrl(/^wss?$/, 'wss:// or ws://')
const restUrl = venueUrl(/^https?$/, 'https:// or http://')

const environment = z.object({
  PORT: integer(0, 65_535).default(3000),
  HOST: z.string().min(1).default('127.0.0.1'),
  FEED: feedList.default([{ kind: 'sim' }]),
  SYMBOLS: symbolList.default([]),
  REPLAY_SPEED: replaySpeed.default(1),
  SIM_SEED: integer(0, 2 ** 32 - 1).default(1),
  SIM_SYMBOLS: integer(1, 10_000).default(200),
  SIM_TICKS_PER_SECOND: integer(1, 1_000_000).default(400),
  SIM_ACTIVITY: z.enum(['market', 'even'], { error: 'expected market or even' }).default('market'),
  // The names of what is to come beyond one machine: refused rather than ignored until they do something.
  ROLE: z.literal('all', { error: 'expected all: this version runs every stage in one process' }).default('all'),
  NATS_URL: z.undefined({ error: 'expected nothing: this version runs on one machine, without a bus' }).optional(),
  DATA_DIR: z.string().min(1).default('.data'),
  TLS_CERT_FILE: z.string().optional(),
  TLS_KEY_FILE: z.string().optional(),
  AUTH_SECRET: z.string().min(32, 'expected at least 32 characters').optional(),
  AUTH_JWKS_URL: restUrl,
  AUTH_ISSUER: z.string().optional(),
  AUTH_AUDIENCE: z.string().optional(),
  ALLOWED_ORIGINS: commaList
    .refine((origins) => origins.every(isOrigin), 'expected origins as browsers send them, such as https://example.com')
    .default([]),
  TRUSTED_PROXIES: integer(0, 10).default(0),
  MAX_CONNECTIONS: integer(1, 1_000_000).default(20_000),
  MAX_CONNECTIONS_PER_ADDRESS: integer(1, 1_000_000).default(1_000),
  MAX_SUBSCRIPTIONS: integer(1, 10_000).default(200),
  MAX_SYMBOLS: integer(1, 100_000).default(5_000),
  MAX_MESSAGE_BYTES: integer(256, 1_048_576).default(16_384),
  MAX_MESSAGES_PER_SECOND: integer(1, 10_000).default(50),
  MAX_INVALID_MESSAGES: integer(1, 10_000).default(20),
  MAX_BUFFERED_BYTES: integer(1_024, 16_777_216).default(65_536),
  HANDSHAKE_SECONDS: integer(1, 300).default(10),
  IDLE_SECONDS: integer(1, 86_400).default(300),
  PING_SECONDS: integer(1, 3_600).default(15),
  SILENT_SECONDS: integer(2, 3_600).default(45),
  ACK_SECONDS: integer(1, 600).default(10),
  STALLED_SECONDS: integer(1, 3_600).default(60),
  RECONNECT_SPREAD_SECONDS: integer(0, 600).default(10),
  DRAIN_SECONDS: integer(0, 600).default(5),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
      error: 'expected fatal, error, warn, info, debug, trace or silent',
    })
    .default('info'),
})

/** `<VENUE>_WS_URL`, `<VENUE>_REST_URL` and the keys, as each venue has them. */
const venueEnvironment = z.object(
  Object.fromEntries<z.ZodOptional<z.ZodString | z.ZodURL>>(
    venueNames.flatMap((name) => {
      const { wsUrl: socket, restUrl: rest, key, secret } = venueVariables(name)
      const keys = [key, secret].filter((variable) => variable !== undefined)
      return [
        [socket, wsUrl] as const,
        ...(rest === undefined ? [] : [[rest, restUrl] as const]),
        ...keys.map((variable) => [variable, z.string().optional()] as const),
      ]
    }),
  ),
)

export interface Config extends z.infer<typeof environment> {
  /** Those of the venues, by name; `venueAccess` reads them. */
  readonly venueVariables: Readonly<Record<string, string | undefined>>
}

/** Names of all variables that are read, for the check of `.env.example`. */
export const variableNames: readonly string[] = [...Object.keys(environment.shape), ...Object.keys(venueEnvironment.shape)]

export class ConfigError extends Error {
  readonly code = 'invalid_configuration'
  readonly problems: readonly string[]
  constructor(problems: readonly string[]) {
    super(
      `Cannot start: ${problems.length} of the environment's settings cannot be used\n${problems.map((line) => `  ${line}`).join('\n')}`,
    )
    this.name = 'ConfigError'
    this.problems = problems
  }
}

/** Throws ConfigError with all faults. An empty variable counts as not set. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const given: Record<string, string> = {}
  for (const name of variableNames) {
    const value = env[name]
    if (value !== undefined && value !== '') given[name] = value
  }
  const result = environment.safeParse(given)
  const venueResult = venueEnvironment.safeParse(given)
  const issues = [...(result.error?.issues ?? []), ...(venueResult.error?.issues ?? [])]
  const problems = [...issues.map((issue) => describe(issue, given)), ...pairProblems(given)]
  if (result.success && venueResult.success && problems.length === 0) return { ...result.data, venueVariables: venueResult.data }
  throw new ConfigError(problems)
}

/** Faults of settings that only make sense together; read from the text, so that they are told beside faults of single ones. */
function pairProblems(given: Readonly<Record<string, string>>): string[] {
  const problems: string[] = []
  const has = (name: string) => given[name] !== undefined
  const feeds = (given.FEED ?? '').split(',').map((part) => part.trim())
  for (const venue of venueNames.filter((name) => feeds.includes(name))) {
    const { key, secret } = venueVariables(venue)
    for (const name of [key, secret]) {
      if (name !== undefined && !has(name)) problems.push(`${name}: not set, and FEED names ${venue}, which needs it`)
    }
  }
  if (has('TLS_CERT_FILE') !== has('TLS_KEY_FILE')) {
    problems.push('TLS_CERT_FILE and TLS_KEY_FILE: expected both, or neither for http and ws')
  }
  if (has('AUTH_SECRET') && has('AUTH_JWKS_URL')) problems.push('AUTH_SECRET and AUTH_JWKS_URL: expected at most one')
  if (!has('AUTH_SECRET') && !has('AUTH_JWKS_URL') && (has('AUTH_ISSUER') || has('AUTH_AUDIENCE'))) {
    problems.push('AUTH_ISSUER and AUTH_AUDIENCE: expected AUTH_SECRET or AUTH_JWKS_URL with them')
  }
  const ping = Number(given.PING_SECONDS ?? environment.shape.PING_SECONDS.parse(undefined))
  const silent = Number(given.SILENT_SECONDS ?? environment.shape.SILENT_SECONDS.parse(undefined))
  if (silent <= ping) problems.push(`SILENT_SECONDS="${silent}": expected more than PING_SECONDS, which is ${ping}`)
  return problems
}

/** Faults are logged, and logs are read by more people than may know a secret. */
const secrets: ReadonlySet<string> = new Set(['AUTH_SECRET'])

function describe(issue: z.core.$ZodIssue, given: Readonly<Record<string, string>>): string {
  const name = String(issue.path[0] ?? '')
  const value = given[name] ?? ''
  const detail = issue.code === 'invalid_union' ? (issue.errors.flat().at(-1)?.message ?? issue.message) : issue.message
  return `${name}=${secrets.has(name) ? `(${value.length} characters)` : JSON.stringify(value)}: ${detail}`
}
