import { isNear, letterSet, mistakesAllowed } from './near-words.ts'
import { forEachKey, keyKinds, normalise, type SearchableInstrument, termsOf } from './search-keys.ts'

export interface InstrumentSearch<Instrument extends SearchableInstrument> {
  /**
   * The best matches, best first: the symbol or its base itself, then what begins so, then words of the name, then what
   * contains it, then what is spelled almost so. All words of the query must match. `preferred` symbols (recent, in a list)
   * come first among equals. An empty query gives the preferred ones alone.
   */
  search(query: string, limit: number, preferred?: ReadonlySet<string>): Instrument[]
}

/** Lower is better; by kind of key, what a key equal to a term, or one that only begins with it, counts. */
const ranks: readonly (readonly [equal: number, begins: number])[] = keyKinds.map((kind) => {
  switch (kind) {
    case 'bare':
      return [0, 3]
    case 'symbol':
      return [0, 6]
    case 'base':
      return [1, 2]
    case 'word':
      return [3, 4]
    default:
      return [5, 7]
  }
})
const containsRank = 8
const nearRank = 9
const none = 255

interface Key {
  readonly text: string
  readonly letters: number
  /** An instrument's position and its kind of key each, as `position * 8 + kind`: there are tens of thousands. */
  readonly uses: number[]
}

/**
 * Prepared once for a set of instruments; a search then reads sorted keys and allocates little. Preparing ten thousand costs
 * some tens of milliseconds: do it when the page is idle, not while it paints first.
 */
export function createInstrumentSearch<Instrument extends SearchableInstrument>(
  instruments: readonly Instrument[],
): InstrumentSearch<Instrument> {
  const ordered = [...instruments].sort((one, other) => (one.symbol < other.symbol ? -1 : 1))
  const keys = sortedKeys(ordered)
  // One text to look for parts in: a single scan by the engine instead of one for each instrument.
  const starts = new Uint32Array(ordered.length)
  let haystack = ''
  for (const [position, instrument] of ordered.entries()) {
    starts[position] = haystack.length
    haystack += `${normalise(instrument.symbol)} ${normalise(instrument.name)}\n`
  }
  // Of two alike, the one with less beside what was typed: Bitcoin before Bitcoin Cash.
  const lengths = Uint16Array.from(ordered, ({ symbol, name }) => Math.min(63, symbol.length) * 64 + Math.min(63, name.length))
  const best = new Uint8Array(ordered.length)
  const total = new Uint16Array(ordered.length)

  /** Fills `best` with the rank of every instrument for one term; false when none matches. The worst ranks are left out once there are `enough`. */
  const rankTerm = (term: string, enough: number): boolean => {
    best.fill(none)
    let count = 0
    const improve = (position: number, rank: number): void => {
      const before = best[position] as number
      if (before === none) count += 1
      if (rank < before) best[position] = rank
    }
    for (let index = firstKeyFrom(keys, term); index < keys.length; index++) {
      const { text, uses } = keys[index] as Key
      if (!text.startsWith(term)) break
      const equal = text.length === term.length ? 0 : 1
      for (const use of uses) improve(use >> 3, (ranks[use & 7] as readonly number[])[equal] as number)
    }
    for (let found = term.length >= 2 && count < enough ? haystack.indexOf(term) : -1; found >= 0; ) {
      const position = positionAt(starts, found)
      improve(position, containsRank)
      found = position + 1 < starts.length ? haystack.indexOf(term, starts[position + 1]) : -1
    }
    const mistakes = mistakesAllowed(term)
    if (count > 0 || mistakes === 0) return count > 0
    const letters = letterSet(term)
    for (let index = firstKeyFrom(keys, term.charAt(0)); index < keys.length; index++) {
      const key = keys[index] as Key
      if (key.text.charCodeAt(0) !== term.charCodeAt(0)) break
      if (isNear(term, letters, key.text, key.letters, mistakes)) for (const use of key.uses) improve(use >> 3, nearRank)
    }
    return count > 0
  }

  return {
    search(query, limit, preferred) {
      const terms = termsOf(query)
      if (terms.length === 0) return ordered.filter(({ symbol }) => preferred?.has(symbol) === true).slice(0, limit)
      total.fill(0)
      // With several words, what is worst for one may be best for all.
      const enough = terms.length === 1 ? limit : Number.POSITIVE_INFINITY
      for (const term of terms) {
        if (!rankTerm(term, enough)) return []
        for (let position = 0; position < best.length; position++) {
          const rank = best[position] as number
          total[position] = rank === none || total[position] === 0xffff ? 0xffff : (total[position] as number) + rank
        }
      }
      return smallest(total, limit, (position) => {
        const favoured = preferred?.has(ordered[position]?.symbol ?? '') === true ? 0 : 1
        return ((total[position] as number) * 2 + favoured) * 4096 + (lengths[position] as number)
      }).map((position) => ordered[position] as Instrument)
    },
  }
}

function sortedKeys(instruments: readonly SearchableInstrument[]): Key[] {
  const byText = new Map<string, Key>()
  for (const [position, instrument] of instruments.entries()) {
    forEachKey(instrument, (text, kind) => {
      const use = position * 8 + kind
      const key = byText.get(text)
      if (key === undefined) byText.set(text, { text, letters: letterSet(text), uses: [use] })
      else key.uses.push(use)
    })
  }
  // Sorted without a comparison of ours: several times as fast.
  return [...byText.keys()].sort().map((text) => byText.get(text) as Key)
}

/** Position of the first key that is not before `term`. */
function firstKeyFrom(keys: readonly Key[], term: string): number {
  let low = 0
  let high = keys.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((keys[middle] as Key).text < term) low = middle + 1
    else high = middle
  }
  return low
}

/** The last of ascending `starts` that is not after `offset`. */
function positionAt(starts: Uint32Array, offset: number): number {
  let low = 0
  let high = starts.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((starts[middle] as number) <= offset) low = middle
    else high = middle - 1
  }
  return low
}

/** Positions of the `limit` smallest scores in order, without sorting the others; equal ones by position. 0xffff: not matched. */
function smallest(total: Uint16Array, limit: number, scoreOf: (position: number) => number): number[] {
  const positions: number[] = []
  const scores: number[] = []
  for (let position = 0; position < total.length; position++) {
    if (total[position] === 0xffff) continue
    const score = scoreOf(position)
    if (positions.length === limit && score >= (scores[limit - 1] as number)) continue
    let at = positions.length
    while (at > 0 && score < (scores[at - 1] as number)) at -= 1
    positions.splice(at, 0, position)
    scores.splice(at, 0, score)
    if (positions.length > limit) {
      positions.pop()
      scores.pop()
    }
  }
  return positions
}
