import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { perceivedDistance } from '../../tests/support/colour-distance.ts'

const text = readFileSync(join(import.meta.dirname, 'colours.css'), 'utf8')

/** Every rule's variables, over those of the rules before it that hold as well. */
function variablesOf(convention: string): Map<string, string> {
  const found = new Map<string, string>()
  for (const [, selector = '', body = ''] of text.matchAll(/([^{}]+)\{([^}]*)\}/g)) {
    const named = [...selector.matchAll(/data-colours="([^"]+)"/g)].map(([, name]) => name)
    if (/data-theme/.test(selector) || (named.length > 0 && !named.includes(convention))) continue
    for (const [, name = '', value = ''] of body.matchAll(/--([\w-]+):\s*([^;]+);/g)) found.set(name, value)
  }
  return found
}

function colourOf(variables: ReadonlyMap<string, string>, theme: 'light' | 'dark', name: string): string {
  const value = variables.get(name) ?? ''
  const other = /^var\(--([\w-]+)\)$/.exec(value)?.[1]
  if (other !== undefined) return colourOf(variables, theme, other)
  const hex = /^light-dark\((#\w{6}), (#\w{6})\)$/.exec(value)?.[theme === 'light' ? 1 : 2]
  if (hex === undefined) throw new Error(`Cannot read the colour ${name}: ${value}, expected light-dark() of two in hex`)
  return hex
}

const channels = (hex: string) => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16))
const rgb = (hex: string) => `rgb(${channels(hex).join(', ')})`

/** https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
function contrast(one: string, other: string): number {
  const luminance = (hex: string) => {
    const [r = 0, g = 0, b = 0] = channels(hex).map((each) =>
      each <= 10 ? each / 3294.6 : ((each / 255 + 0.055) / 1.055) ** 2.4,
    )
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (high + 0.05) / (low + 0.05)
}

describe.each(['west', 'east-asia', 'korea', 'safe'])('colours of the convention %s', (convention) => {
  const variables = variablesOf(convention)
  it.each(['light', 'dark'] as const)('%s: can be read, and told apart', (theme) => {
    const colour = (name: string) => colourOf(variables, theme, name)
    const grounds = ['panel', 'raised', 'hover', 'accent-tint']
    const weak = ['ink', 'ink-2', 'ink-3', 'accent', 'up', 'down', 'warning', 'danger'].flatMap((name) =>
      grounds.filter((ground) => contrast(colour(name), colour(ground)) < 4.5).map((ground) => `${name} on ${ground}`),
    )
    expect(weak).toEqual([])
    expect(contrast(colour('accent-ink'), colour('accent'))).toBeGreaterThan(4.5)
    // What is chosen is no direction of prices.
    for (const direction of ['up', 'down'])
      expect(perceivedDistance(rgb(colour('accent')), rgb(colour(direction))), direction).toBeGreaterThan(0.09)
    // The edge of a field, on either side of it (WCAG 1.4.11).
    for (const ground of ['panel', 'raised']) expect(contrast(colour('edge'), colour(ground)), ground).toBeGreaterThan(3)
  })
})
