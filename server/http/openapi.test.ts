import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { MarketState } from '../market/market-state.ts'
import { problemKinds } from './problem.ts'
import { type ApiUnderTest, startApi, startMs } from './test-support/api-under-test.ts'

interface Parameter {
  name: string
  in: string
  required: boolean
  schema: Record<string, unknown>
}
interface Operation {
  operationId: string
  parameters: Parameter[]
  responses: Record<string, { content: Record<string, { schema: Record<string, unknown> }> }>
}
interface Document {
  openapi: string
  paths: Record<string, { get: Operation }>
  components: { schemas: Record<string, Record<string, unknown>> }
}

let api: ApiUnderTest
let document: Document
beforeEach(async () => {
  api = await startApi(new MarketState({ epoch: 'e' }))
  document = (await api.json('/api/openapi.json')) as Document
})
afterEach(() => api.close())

const designed = [
  '/api/instruments',
  '/api/quotes',
  '/api/bars',
  '/api/closes',
  '/api/trades',
  '/udf/config',
  '/udf/symbols',
  '/udf/search',
  '/udf/history',
  '/udf/time',
]

describe('/api/openapi.json', () => {
  it('describes every path that is answered, and none that is not', async () => {
    expect(document.openapi).toMatch(/^3\.1\./)
    expect(Object.keys(document.paths)).toEqual([...designed, '/healthz', '/readyz', '/metrics'])
    for (const path of Object.keys(document.paths))
      expect((await api.json(path).catch(() => ({ code: '' }))) as object, path).not.toMatchObject({ code: 'not_found' })
    const ids = Object.values(document.paths).map(({ get }) => get.operationId)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('gives parameters with their bounds, defaults and choices', () => {
    const parameters = document.paths['/api/bars']?.get.parameters ?? []
    expect(parameters.map(({ name, required }) => [name, required])).toEqual([
      ['symbol', true],
      ['interval', false],
      ['from', false],
      ['to', false],
      ['limit', false],
    ])
    const limit = parameters.find(({ name }) => name === 'limit')?.schema
    expect(limit).toEqual({ type: 'integer', minimum: 1, maximum: 5_000, default: 500 })
    expect(parameters[1]?.schema).toMatchObject({ enum: ['1s', '1m', '5m', '15m', '1h', '4h', '1d'], default: '1m' })
  })

  it('names the codes of errors, those of the stream too', () => {
    const { properties } = document.components.schemas.Problem as { properties: { code: { description: string } } }
    for (const code of ['unknown_symbol', 'server_full', 'shutting_down', 'token_not_checked'])
      expect(properties.code.description).toContain(code)
  })

  it('has no reference that leads nowhere', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map((match) => match[1] ?? '')
    expect(references.length).toBeGreaterThan(8)
    for (const reference of references) {
      expect(Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`)).toContain(reference)
    }
  })

  it('names for each answer all fields that are really there', async () => {
    api.trade('US:AAPL', 100, 1, startMs)
    const bodies: [path: string, schema: string][] = [
      ['/api/instruments', 'Instruments'],
      ['/api/quotes?symbols=US:AAPL', 'Quotes'],
      ['/api/bars?symbol=US:AAPL', 'Bars'],
      ['/api/trades?symbol=US:AAPL', 'Trades'],
      ['/api/bars', 'Problem'],
    ]
    for (const [path, name] of bodies) {
      const schema = document.components.schemas[name] as { properties: object; required: string[] }
      const fields = Object.keys((await api.json(path)) as object)
      expect(Object.keys(schema.properties), name).toEqual(expect.arrayContaining(fields))
      expect(fields, name).toEqual(expect.arrayContaining(schema.required))
    }
  })
})

describe('/api/docs', () => {
  it('is one page that loads nothing from elsewhere and explains every error', async () => {
    const response = await api.get('/api/docs')
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
    const page = await response.text()
    expect(page).not.toMatch(/<script|src=|https?:\/\//)
    for (const path of designed) expect(page).toContain(`<code>${path}</code>`)
    for (const code of Object.keys(problemKinds)) expect(page).toContain(`id="${code}"`)
  })
})
