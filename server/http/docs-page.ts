import type { Endpoint } from './endpoint.ts'
import { type ParameterRow, parameterRows } from './openapi.ts'
import { problemKinds } from './problem.ts'

const groups = [
  ['market', 'Market data'],
  ['datafeed', 'TradingView datafeed'],
  ['operations', 'Operations'],
] as const

/** The endpoints as one self-contained page. */
export function docsPage(endpoints: readonly Endpoint[]): string {
  const sections = groups.map(([tag, title]) => {
    const articles = endpoints.filter((one) => one.tag === tag).map(article)
    return `<section><h2>${title}</h2>${articles.join('')}</section>`
  })
  const problems = Object.entries(problemKinds).map(
    ([code, { status, text }]) =>
      `<tr id="${code}"><th scope="row"><code>${code}</code></th><td>${status}</td><td>${prose(text)}</td></tr>`,
  )
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Ticklane HTTP interface</title><style>${style}</style></head><body><main>
<h1>Ticklane HTTP interface</h1>
<p>Prices and sizes are exact decimal text, times Unix milliseconds (seconds under <code>/udf</code>). Every error is an RFC 9457
document. For tools: <a href="/api/openapi.json">OpenAPI 3.1</a>. Moving prices come over the WebSocket at <code>/stream</code>.</p>
${sections.join('')}
<section><h2>Errors</h2><p>The <code>code</code> is stable; <code>detail</code> is for people.</p>
<table><thead><tr><th scope="col">Code</th><th scope="col">Status</th><th scope="col">Meaning</th></tr></thead><tbody>${problems.join('')}</tbody></table></section>
</main></body></html>
`
}

function article({ path, summary, description, query }: Endpoint): string {
  const rows = parameterRows(query)
  return `<article><h3><span>GET</span> <code>${htmlText(path)}</code></h3><p><strong>${htmlText(summary)}.</strong> ${prose(description)}</p>${table(rows)}</article>`
}

function table(rows: readonly ParameterRow[]): string {
  if (rows.length === 0) return ''
  const body = rows.map(
    ({ name, required, description, schema }) =>
      `<tr><th scope="row"><code>${htmlText(name)}</code>${required ? ' <em>required</em>' : ''}</th><td>${prose(description)} ${htmlText(bounds(schema))}</td></tr>`,
  )
  return `<table><thead><tr><th scope="col">Parameter</th><th scope="col">Meaning</th></tr></thead><tbody>${body.join('')}</tbody></table>`
}

function bounds(schema: ParameterRow['schema']): string {
  const parts: string[] = []
  if (Array.isArray(schema.enum)) parts.push(`One of ${schema.enum.join(', ')}.`)
  if (schema.minimum !== undefined && schema.maximum !== undefined) parts.push(`${schema.minimum} to ${schema.maximum}.`)
  if (schema.default !== undefined && schema.default !== '') parts.push(`Default ${schema.default}.`)
  return parts.join(' ')
}

/** Text with `code` in back quotes. */
function prose(text: string): string {
  return htmlText(text).replace(/`([^`]+)`/g, '<code>$1</code>')
}

function htmlText(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}

const style = `
:root{color-scheme:light dark;font:100%/1.55 system-ui,sans-serif;--line:#8884;--soft:#8882}
body{margin:0}main{max-width:52rem;margin:0 auto;padding:2rem 1rem 4rem}
h1{font-size:1.7rem}h2{margin-top:2.5rem;border-bottom:1px solid var(--line);padding-bottom:.25rem}
h3{margin:2rem 0 .25rem;font-size:1.05rem;overflow-wrap:anywhere}h3 span{font-size:.75rem;padding:.1rem .4rem;border:1px solid var(--line);border-radius:.25rem}
code{font-family:ui-monospace,monospace;font-size:.92em;background:var(--soft);padding:.1em .25em;border-radius:.2em}
table{width:100%;border-collapse:collapse;font-size:.92rem}th,td{text-align:left;vertical-align:top;padding:.35rem .5rem .35rem 0;border-bottom:1px solid var(--line)}
th{font-weight:600}em{font-weight:400;opacity:.75}tr:target{background:var(--soft)}
`
