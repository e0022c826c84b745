import type { Instrument, InstrumentDefinition } from '../../lib/market/instrument.ts'
import type { InstrumentSource } from '../../lib/market/market-view.ts'
import { parseStep, refineStep, stepRatio } from '../../lib/market/step.ts'
import { formatStep, notSteps, parseSteps } from '../../lib/market/steps.ts'
import { type InstrumentId, instrumentId } from '../../lib/market/units.ts'

/** What a finer tick or lot does to the integers that were counted in the coarser one: multiply by these. */
export interface Refinement {
  readonly id: InstrumentId
  readonly instrument: Instrument
  readonly priceRatio: number
  readonly sizeRatio: number
}

/** All instruments by symbol and by id. Ids are dense from 0 and stay for the epoch. */
export class InstrumentRegistry implements InstrumentSource {
  readonly #instruments: Instrument[] = []
  readonly #bySymbol = new Map<string, Instrument>()

  get size(): number {
    return this.#instruments.length
  }

  get(id: InstrumentId): Instrument {
    const instrument = this.#instruments[id]
    if (instrument === undefined) throw new RangeError(`No instrument ${id}: expected 0 to ${this.#instruments.length - 1}`)
    return instrument
  }

  find(symbol: string): Instrument | undefined {
    return this.#bySymbol.get(symbol)
  }

  all(): Iterable<Instrument> {
    return this.#instruments
  }

  /** Throws RangeError when tick or lot is no positive decimal. */
  add(definition: InstrumentDefinition): Instrument {
    parseStep(definition.tickSize)
    parseStep(definition.lotSize)
    const instrument = { ...definition, id: instrumentId(this.#instruments.length), revision: 0 }
    this.#instruments.push(instrument)
    this.#bySymbol.set(instrument.symbol, instrument)
    return instrument
  }

  /** How `definition` would refine the instrument; undefined when its tick and lot say nothing finer. */
  refinement(instrument: Instrument, definition: InstrumentDefinition): Refinement | undefined {
    const tick = finer(instrument.tickSize, definition.tickSize)
    const lot = finer(instrument.lotSize, definition.lotSize)
    if (tick.ratio === 1 && lot.ratio === 1) return undefined
    return {
      id: instrument.id,
      instrument: { ...instrument, tickSize: tick.text, lotSize: lot.text, revision: instrument.revision + 1 },
      priceRatio: tick.ratio,
      sizeRatio: lot.ratio,
    }
  }

  apply(refinement: Refinement): void {
    this.#instruments[refinement.id] = refinement.instrument
    this.#bySymbol.set(refinement.instrument.symbol, refinement.instrument)
  }
}

function finer(current: string, asked: string): { text: string; ratio: number } {
  if (current === asked) return { text: current, ratio: 1 }
  const step = parseStep(current)
  parseStep(asked)
  if (!Object.is(parseSteps(asked, step), notSteps)) return { text: current, ratio: 1 }
  const refined = refineStep(step, asked)
  if (refined === undefined) return { text: current, ratio: 1 }
  return { text: formatStep(refined), ratio: stepRatio(step, refined) }
}
