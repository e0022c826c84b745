import { adaptiveStateMax } from './number-code.ts'

/** The adaptive numbers of a record, in the order in which a key record carries their states. */
export const modelFields = ['priceDelta', 'spread', 'size', 'sizeDelta', 'lastDelta', 'trades', 'volume', 'extreme'] as const
export const modelWidth = modelFields.length

/**
 * What the coding of a row has learnt from the row's own records: one per tier baseline on the server and one per stream in
 * a viewer, equal at equal sequences. Carried by key records.
 */
export interface RecordModel {
  readonly capacity: number
  /** `modelWidth` states per row. */
  readonly states: Uint16Array
}

/** Where every row begins. */
const initialStates = [24, 24, 128, 128, 24, 16, 128, 24] as const

export function createRecordModel(capacity: number): RecordModel {
  const model = { capacity, states: new Uint16Array(capacity * modelWidth) }
  for (let row = 0; row < capacity; row++) resetModelRow(model, row)
  return model
}

export function growRecordModel(model: RecordModel, capacity: number): RecordModel {
  const grown = createRecordModel(Math.max(capacity, model.capacity * 2))
  grown.states.set(model.states)
  return grown
}

export function resetModelRow(model: RecordModel, row: number): void {
  model.states.set(initialStates, row * modelWidth)
}

export function copyModelRow(from: RecordModel, fromRow: number, to: RecordModel, toRow: number): void {
  for (let field = 0; field < modelWidth; field++)
    to.states[toRow * modelWidth + field] = from.states[fromRow * modelWidth + field] as number
}

export function isModelState(state: number): boolean {
  return state <= adaptiveStateMax
}
