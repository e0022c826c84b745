import { contextCount, numberKinds, recentCount } from './record-contexts.ts'
import { initialLengths, initialProbabilities } from './record-initial.ts'

/**
 * What the coding of a row has learnt from the row's own records ([D1]): one per tier baseline on the server and one per
 * stream in a viewer, equal at equal sequences. Carried by key records.
 */
export interface RecordModel {
  readonly capacity: number
  /** `contextCount` per row: probability of a zero in 4096ths. */
  readonly contexts: Uint16Array
  /** `numberKinds` per row: 16 times the running mean of the numbers' bit lengths. */
  readonly lengths: Uint16Array
  /** `recentCount` per row: size changes and sizes used before, latest first; 0 where there is none yet. */
  readonly recent: Float64Array
}

export function createRecordModel(capacity: number): RecordModel {
  const model = {
    capacity,
    contexts: new Uint16Array(capacity * contextCount),
    lengths: new Uint16Array(capacity * numberKinds),
    recent: new Float64Array(capacity * recentCount),
  }
  for (let row = 0; row < capacity; row++) resetModelRow(model, row)
  return model
}

export function growRecordModel(model: RecordModel, capacity: number): RecordModel {
  const grown = createRecordModel(Math.max(capacity, model.capacity * 2))
  grown.contexts.set(model.contexts)
  grown.lengths.set(model.lengths)
  grown.recent.set(model.recent)
  return grown
}

/** Where every row begins. */
export function resetModelRow(model: RecordModel, row: number): void {
  model.contexts.set(initialProbabilities, row * contextCount)
  model.lengths.set(initialLengths, row * numberKinds)
  model.recent.fill(0, row * recentCount, (row + 1) * recentCount)
}
