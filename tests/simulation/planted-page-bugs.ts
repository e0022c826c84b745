import { Pacer } from '../../lib/stream/pacer.ts'
import { packedRowWidth } from '../../lib/stream/packed-row.ts'
import { QuoteTable } from '../../lib/stream/quote-table.ts'
import { RowPublisher } from '../../lib/stream/row-publisher.ts'
import type { Release } from '../../lib/stream/types.ts'

/** One in so many. */
const rarely = 8
/** In a packed row: see packed-row.ts. */
const last = 2
const mergedTrades = 17
const mergedHigh = 18
/** Of rows that nobody listens to. */
const unheardHz = 1

/** A bug put into the browser's side on purpose, for as long as a simulation runs. */
export interface PlantedPageBug {
  readonly name: string
  /** What it should be found to break. */
  readonly promise: string
  readonly plant: () => Release
}

/** Puts another method in the place of one, until released. */
function replace<Owner extends object, Name extends keyof Owner>(
  owner: Owner,
  name: Name,
  make: (own: Owner[Name]) => Owner[Name],
): Release {
  const own = owner[name]
  owner[name] = make(own)
  return () => {
    owner[name] = own
  }
}

/** A row that was held back has lost its high now and then. */
function forgetHighs(): Release {
  let held = 0
  return replace(RowPublisher.prototype, 'take', (own) => {
    return function (this: RowPublisher, spare) {
      const taken = own.call(this, spare)
      const { rows, rowCount } = taken
      if (rows === undefined || this.all) return taken
      for (let at = 0; at < rowCount * packedRowWidth; at += packedRowWidth) {
        if ((rows[at + mergedTrades] as number) < 2) continue
        held += 1
        if (held % rarely === 0) rows[at + mergedHigh] = rows[at + last] as number
      }
      return taken
    }
  })
}

/** What is held back goes with the next change: when nothing changes any more it does not go. */
function forgetWhenQuiet(): Release {
  return replace(RowPublisher.prototype, 'flush', (own) => {
    return function (this: RowPublisher, nowMs, shared) {
      own.call(this, nowMs, shared)
      return Number.POSITIVE_INFINITY
    }
  })
}

/** A row that is held back while its rate changes is lost between the two rates. */
function loseBetweenRates(): Release {
  const lost = new WeakMap<object, Set<unknown>>()
  let listening = false
  const releases = [
    replace(RowPublisher.prototype, 'listen', (own) => {
      return function (this: RowPublisher, symbol, hz) {
        listening = true
        own.call(this, symbol, hz)
        listening = false
      }
    }),
    replace(Pacer.prototype, 'wait', (own) => {
      return function (this: Pacer<unknown>, item, hz) {
        if (!listening) own.call(this, item, hz)
        else lost.set(this, (lost.get(this) ?? new Set()).add(item))
      }
    }),
    replace(Pacer.prototype, 'takeDue', (own) => {
      return function (this: Pacer<unknown>, nowMs, shared, take) {
        return own.call(this, nowMs, shared, (item) => {
          if (lost.get(this)?.delete(item) !== true) take(item)
        })
      }
    }),
  ]
  return () => {
    for (const release of releases) release()
  }
}

/** Rows that nobody listens to are told once and never again. */
function neverTellUnheard(): Release {
  return replace(Pacer.prototype, 'wait', (own) => {
    return function (this: Pacer<unknown>, item, hz) {
      if (hz !== unheardHz) own.call(this, item, hz)
    }
  })
}

/** Nothing is held back. */
function holdNothingBack(): Release {
  return replace(Pacer.prototype, 'takeDue', (own) => {
    return function (this: Pacer<unknown>, _, shared, take) {
      return own.call(this, Number.POSITIVE_INFINITY, shared, take)
    }
  })
}

/** That nobody keeps a row any longer is not told. */
function leaveLive(): Release {
  return replace(QuoteTable.prototype, 'forgetSources', (own) => {
    return function (this: QuoteTable, newEpoch) {
      own.call(this, newEpoch)
      if (!newEpoch) this.takeChanged()
    }
  })
}

export const plantedPageBugs: readonly PlantedPageBug[] = [
  { name: 'a row that was held back forgets its high', promise: 'P1', plant: forgetHighs },
  { name: 'what is held back when all is quiet stays there', promise: 'P2', plant: forgetWhenQuiet },
  { name: 'a row is lost between two rates', promise: 'P2', plant: loseBetweenRates },
  { name: 'rows that nobody hears are not told', promise: 'P2', plant: neverTellUnheard },
  { name: 'rows come more often than anybody asked for', promise: 'pace', plant: holdNothingBack },
  { name: 'rows stay live when their connection is lost', promise: 'P4', plant: leaveLive },
]
