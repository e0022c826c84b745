import type { z } from 'zod'
import { readQuery } from './parameters.ts'
import type { ProblemCode } from './problem.ts'

/** One path: what it takes, what it answers, and how it is described in `/api/openapi.json`. */
export interface Endpoint {
  readonly path: string
  readonly tag: 'market' | 'datafeed' | 'operations' | 'description'
  readonly summary: string
  readonly description: string
  readonly query: z.ZodObject
  readonly response: { readonly type: string; readonly description: string; readonly schema: z.ZodType }
  readonly problems: readonly ProblemCode[]
  /** Throws ProblemError or HistoryError. */
  readonly answer: (request: Request, search: URLSearchParams) => Response | Promise<Response>
}

type Described = Omit<Endpoint, 'query' | 'answer'>

/** Binds the schema of the query to the function that gets it parsed. */
export function endpoint<Query extends z.ZodObject>(
  definition: Described & {
    readonly query: Query
    readonly answer: (query: z.infer<Query>, request: Request) => Response | Promise<Response>
  },
): Endpoint {
  return {
    ...definition,
    answer: (request, search) => definition.answer(readQuery(definition.query, search), request),
  }
}
