import { z } from 'zod'
import type { Endpoint } from './endpoint.ts'
import { type ProblemCode, problemKinds } from './problem.ts'
import { problem } from './schemas.ts'

type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
type JsonObject = { [key: string]: Json }

/** OpenAPI 3.1 (JSON Schema 2020-12) of the endpoints, from the schemas that check them. */
export function openApiDocument(endpoints: readonly Endpoint[]): JsonObject {
  const schemas: JsonObject = {}
  const paths: JsonObject = {}
  for (const one of endpoints) {
    const responses: JsonObject = {
      '200': {
        description: one.response.description,
        content: { [one.response.type]: { schema: schemaOf(one.response.schema, schemas, 'output') } },
      },
    }
    for (const [status, codes] of byStatus(one.problems)) {
      responses[status] = {
        description: codes.map((code) => `\`${code}\`: ${problemKinds[code].text}`).join(' '),
        content: { 'application/problem+json': { schema: schemaOf(problem, schemas, 'output') } },
      }
    }
    paths[one.path] = {
      get: {
        operationId: one.path.slice(1).replace(/\W+/g, '_'),
        tags: [one.tag],
        summary: one.summary,
        description: one.description,
        parameters: parametersOf(one.query),
        responses,
      },
    }
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Ticklane',
      version: '1',
      description: 'Instruments, quotes, bars and trades. Prices and sizes are decimal text, exact; times are Unix milliseconds.',
    },
    tags: [
      { name: 'market', description: 'Instruments, quotes, bars, trades.' },
      { name: 'datafeed', description: 'TradingView UDF.' },
      { name: 'operations', description: 'Health and figures.' },
      { name: 'description', description: 'This description.' },
    ],
    paths,
    components: { schemas },
  }
}

export interface ParameterRow {
  readonly name: string
  readonly required: boolean
  readonly description: string
  readonly schema: JsonObject
}

export function parameterRows(query: z.ZodObject): ParameterRow[] {
  const { properties = {}, required = [] } = jsonSchema(query, 'input') as { properties?: JsonObject; required?: string[] }
  return Object.entries(properties).map(([name, value]) => {
    const { description = '', absent, ...schema } = value as JsonObject
    if (absent !== undefined) schema.default = absent
    return { name, required: required.includes(name), description: String(description), schema: asText(schema) }
  })
}

function parametersOf(query: z.ZodObject): Json[] {
  return parameterRows(query).map(({ name, required, description, schema }) => ({
    name,
    in: 'query',
    required,
    description,
    schema,
  }))
}

/** The pattern of a number's text says nothing once its type is integer. */
function asText(schema: JsonObject): JsonObject {
  const { pattern, ...rest } = schema
  return rest.type === 'integer' || pattern === undefined ? rest : schema
}

function byStatus(codes: readonly ProblemCode[]): Map<string, ProblemCode[]> {
  const statuses = new Map<string, ProblemCode[]>()
  for (const code of codes) {
    const status = String(problemKinds[code].status)
    statuses.set(status, [...(statuses.get(status) ?? []), code])
  }
  return statuses
}

/** The schema of an answer; parts with a name of their own are moved to the document's components. */
function schemaOf(schema: z.ZodType, components: JsonObject, io: 'input' | 'output'): Json {
  const { $defs = {}, ...own } = jsonSchema(schema, io) as JsonObject & { $defs?: JsonObject }
  for (const [name, definition] of Object.entries($defs)) components[name] = moved(definition)
  const { id, ...rest } = own
  if (typeof id !== 'string') return moved(own)
  components[id] = moved(rest)
  return { $ref: `#/components/schemas/${id}` }
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): JsonObject {
  const { $schema: _dialect, ...rest } = JSON.parse(JSON.stringify(z.toJSONSchema(schema, { io }))) as JsonObject
  return rest
}

function moved(value: Json): Json {
  if (Array.isArray(value)) return value.map(moved)
  if (typeof value !== 'object' || value === null) return value
  const copy: JsonObject = {}
  for (const [key, entry] of Object.entries(value)) {
    if (key === 'id' && typeof entry === 'string') continue
    copy[key] =
      key === '$ref' && typeof entry === 'string'
        ? entry.replace('#/$defs/', '#/components/schemas/')
        : key === 'properties'
          ? properties(entry)
          : moved(entry)
  }
  return copy
}

/** A property may be called `id`: only the keys of schemas are dropped, never names of properties. */
function properties(value: Json): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, schema]) => [name, moved(schema)]))
}
