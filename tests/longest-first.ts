import { BaseSequencer, type TestSpecification } from 'vitest/node'

/**
 * What takes longest, the longest first. Without knowing of earlier runs Vitest begins with the largest files, and these, which
 * wait for a market's or a venue's time, would be what all the others are waited with.
 */
const longest = [
  'e2e/panels',
  'e2e/offline',
  'e2e/chart',
  'e2e/fallback',
  'e2e/workspace',
  'e2e/display',
  'e2e/history',
  'e2e/token',
  'e2e/accessibility',
  'e2e/connection-notice',
  'e2e/watchlist',
  'e2e/list-keys',
  'e2e/stream-worker-lost',
  'e2e/touch',
  'e2e/price-label',
  'e2e/dashboard',
  'e2e/pause',
  'e2e/keys',
  'e2e/top-bar',
  'e2e/zoomed-page',
  'e2e/stranger',
  'integration/venue-lost-trades',
  'integration/recording-over-stream',
  'integration/stream-client',
  'integration/venue-day-of-faults',
  'integration/venue-feeds',
  'integration/venue-history',
  'server/history/history',
  'integration/venue-us-feeds',
  'server/history/backfill',
  'integration/record',
  'integration/venue-us-day-of-faults',
].map((name) => `/${name}.test.ts`)

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    return sorted.toSorted((one, other) => rank(one) - rank(other))
  }
}

function rank({ moduleId }: TestSpecification): number {
  const position = longest.findIndex((name) => moduleId.endsWith(name))
  return position < 0 ? longest.length : position
}
