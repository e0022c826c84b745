import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { intervals } from '../../lib/market/bar.ts'
import { indicatorIds } from '../../lib/market/indicator-ids.ts'
import { parseWorkspaceAddress } from '../../lib/workspace/read-address.ts'
import * as workspaces from '../../lib/workspace/workspace.ts'

const guide = readFileSync(join(import.meta.dirname, '../../docs/dashboard.md'), 'utf8')
const row = (parameter: string) => guide.split('\n').find((line) => line.startsWith(`| \`${parameter}\``)) ?? ''

describe('the guide to the dashboard', () => {
  it('has links of which every part is read', () => {
    const links = [...guide.matchAll(/`(\?[^`]+)`/g)].map(([, link = '']) => link)
    expect(links.length).toBeGreaterThan(4)
    for (const link of links) {
      const { workspace, ignored } = parseWorkspaceAddress(link, workspaces.defaultWorkspace)
      expect(ignored, link).toEqual([])
      expect(workspace, link).not.toEqual(workspaces.defaultWorkspace)
    }
  })

  it('names every value that a link may have', () => {
    const { arrangementIds, chartKinds, chartScales, colourConventions, linkNames, panelIds, rateCaps, themes } = workspaces
    const values = {
      i: intervals,
      k: chartKinds,
      y: chartScales,
      x: indicatorIds,
      g: arrangementIds,
      l: linkNames,
      p: panelIds,
      theme: [...themes, ...colourConventions],
      lang: workspaces.hourCycles,
      hz: rateCaps,
    }
    for (const [parameter, names] of Object.entries(values)) {
      for (const name of names) expect(row(parameter)).toContain(`\`${name}\``)
    }
  })
})
