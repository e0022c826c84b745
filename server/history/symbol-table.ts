import type { DatabaseSync } from 'node:sqlite'
import type { InstrumentDefinition } from '../../lib/market/instrument.ts'
import type { NeededScale } from './needed-scale.ts'
import { finerScale, type Scale } from './scale.ts'
import type { WriteBatch } from './write-batch.ts'

interface Known {
  readonly id: number
  scaleId: number
  /** This process has not yet looked at what its stored bars need. */
  fresh: boolean
}

/** Numbers of symbols and scales in the store. Instrument ids are per process, these are for ever. */
export class SymbolTable {
  readonly #symbols = new Map<string, Known>()
  readonly #scales = new Map<number, Scale>()
  readonly #scaleIds = new Map<string, number>()
  #symbolIdMax = 0
  #scaleIdMax = 0
  /** Symbols and scales the writer has not been told yet. */
  #newSymbols = new Map<string, Known>()
  #newScales: [number, string, string][] = []

  readonly #keyOf: (definition: InstrumentDefinition) => string
  readonly #needed: Pick<NeededScale, 'of'>

  /** `keyOf`: the name that an instrument's bars are stored under. */
  constructor(database: DatabaseSync, keyOf: (definition: InstrumentDefinition) => string, needed: Pick<NeededScale, 'of'>) {
    this.#keyOf = keyOf
    this.#needed = needed
    for (const { id, tick, lot } of database.prepare('SELECT id, tick, lot FROM scale').all()) {
      this.#addScale(Number(id), { tick: String(tick), lot: String(lot) })
    }
    for (const { id, symbol, scale } of database.prepare('SELECT id, symbol, scale FROM symbol').all()) {
      this.#symbols.set(String(symbol), { id: Number(id), scaleId: Number(scale), fresh: true })
      this.#symbolIdMax = Math.max(this.#symbolIdMax, Number(id))
    }
  }

  /** undefined: nothing of it was ever stored. */
  find(definition: InstrumentDefinition): number | undefined {
    return this.#symbols.get(this.#keyOf(definition))?.id
  }

  /** The numbers of an instrument as it is now; new ones are told to the writer with the next batch. */
  of(definition: InstrumentDefinition): { readonly id: number; readonly scaleId: number } {
    const key = this.#keyOf(definition)
    const scaleId = this.#scaleIdOf({ tick: definition.tickSize, lot: definition.lotSize })
    let known = this.#symbols.get(key)
    if (known === undefined) {
      this.#symbolIdMax += 1
      known = { id: this.#symbolIdMax, scaleId, fresh: false }
      this.#symbols.set(key, known)
      this.#newSymbols.set(key, known)
    } else if (known.scaleId !== scaleId) {
      known.scaleId = scaleId
      this.#newSymbols.set(key, known)
    }
    return { id: known.id, scaleId }
  }

  /**
   * The definition with tick and lot as fine as its stored bars need. Steps that became finer than that (by quotes, or by an
   * absurd number) do so for one process: the next one has room again for prices that they could not bear.
   */
  withKnownScale(definition: InstrumentDefinition): InstrumentDefinition {
    const key = this.#keyOf(definition)
    const known = this.#symbols.get(key)
    const stored = known === undefined ? undefined : this.#scales.get(known.scaleId)
    if (known === undefined || stored === undefined) return definition
    const asked = { tick: definition.tickSize, lot: definition.lotSize }
    let { tick, lot } = finerScale(asked, stored)
    if (known.fresh && (tick !== asked.tick || lot !== asked.lot)) {
      const needed = finerScale(asked, this.#needed.of(known.id, stored))
      tick = needed.tick
      lot = needed.lot
      known.scaleId = this.#scaleIdOf(needed)
      this.#newSymbols.set(key, known)
    }
    known.fresh = false
    return tick === definition.tickSize && lot === definition.lotSize
      ? definition
      : { ...definition, tickSize: tick, lotSize: lot }
  }

  /** What the writer has to be told first. Told again after `untold`. */
  takeNew(): Pick<WriteBatch, 'symbols' | 'scales'> {
    const symbols = [...this.#newSymbols].map(([symbol, { id, scaleId }]) => [id, symbol, scaleId] as const)
    const scales = this.#newScales
    this.#newSymbols = new Map()
    this.#newScales = []
    return { symbols, scales }
  }

  /** The batch they went with failed. */
  untold({ symbols, scales }: Pick<WriteBatch, 'symbols' | 'scales'>): void {
    for (const [, symbol] of symbols) {
      const known = this.#symbols.get(symbol)
      if (known !== undefined) this.#newSymbols.set(symbol, known)
    }
    this.#newScales = [...scales.map(([id, tick, lot]): [number, string, string] => [id, tick, lot]), ...this.#newScales]
  }

  #scaleIdOf(scale: Scale): number {
    const known = this.#scaleIds.get(scaleKey(scale))
    if (known !== undefined) return known
    const id = this.#scaleIdMax + 1
    this.#addScale(id, scale)
    this.#newScales.push([id, scale.tick, scale.lot])
    return id
  }

  #addScale(id: number, scale: Scale): void {
    this.#scales.set(id, scale)
    this.#scaleIdMax = Math.max(this.#scaleIdMax, id)
    // The writer's own scales are negative and not ours to give out.
    if (id > 0) this.#scaleIds.set(scaleKey(scale), id)
  }
}

function scaleKey({ tick, lot }: Scale): string {
  return `${tick} ${lot}`
}
