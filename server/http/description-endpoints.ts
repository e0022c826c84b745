import { z } from 'zod'
import { bodyResponse } from './body.ts'
import { docsPage } from './docs-page.ts'
import { type Endpoint, endpoint } from './endpoint.ts'
import { openApiDocument } from './openapi.ts'

/** The description of the others, for programs and for people. Made once, when first asked for. */
export function descriptionEndpoints(endpoints: readonly Endpoint[]): Endpoint[] {
  let document: string | undefined
  let page: string | undefined
  return [
    endpoint({
      path: '/api/openapi.json',
      tag: 'description',
      summary: 'This interface as OpenAPI 3.1',
      description: 'For generators and tools.',
      query: z.strictObject({}),
      response: { type: 'application/json', description: 'OpenAPI document.', schema: z.record(z.string(), z.unknown()) },
      problems: [],
      answer(_query, request) {
        document ??= JSON.stringify(openApiDocument(endpoints), null, 1)
        return bodyResponse(request, document, { cache: 'public, max-age=300' })
      },
    }),
    endpoint({
      path: '/api/docs',
      tag: 'description',
      summary: 'This interface for people',
      description: 'One page, nothing loaded from elsewhere.',
      query: z.strictObject({}),
      response: { type: 'text/html', description: 'Page.', schema: z.string() },
      problems: [],
      async answer(_query, request) {
        page ??= docsPage(endpoints)
        const response = await bodyResponse(request, page, { cache: 'public, max-age=300', type: 'text/html; charset=utf-8' })
        response.headers.set(
          'content-security-policy',
          "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'",
        )
        return response
      },
    }),
  ]
}
