import { probabilityOne } from './range-writer.ts'

/**
 * Where every row begins ([D2]): probabilities in 64ths, by context. Averages over recordings of Binance, Coinbase, Kraken and US
 * stocks conflated at 10 Hz (bench/wire), so that an instrument's first minutes cost little more than its later ones.
 */
const initialIn64ths = [
  44, 52, 47, 53, 38, 56, 17, 63, 55, 37, 27, 23, 27, 38, 41, 21, 31, 45, 45, 26, 47, 10, 10, 27, 34, 6, 6, 59, 29, 44, 36, 33,
  33, 42, 30, 30, 35, 48, 2, 36, 35, 61, 55, 33, 25, 61, 61, 61, 7, 5, 48, 32, 32, 43, 56, 54, 1, 40, 28, 34, 38, 35, 18, 18, 16,
  19, 13, 50, 36, 36, 38, 45, 14, 17, 23, 32, 32, 58, 32, 24, 27, 35, 4, 9, 11, 32, 32, 53, 31, 27, 29, 33, 11, 12, 11, 10, 21,
  31, 21, 22, 24, 26, 18, 33, 34, 42, 48, 27, 18, 19, 20, 27, 24, 22, 24, 25, 27, 23, 18, 19, 23, 20, 25, 26, 31, 28, 27, 16, 16,
  19, 16, 7, 32, 32, 32, 32, 32, 21, 21, 21, 21, 6, 32, 32, 32, 32, 32,
] as const

/** By kind of number: 16 times the mean length. */
export const initialLengths: readonly number[] = [36, 14, 8, 17, 148, 209, 252, 128, 128]

export const initialProbabilities: readonly number[] = initialIn64ths.map((part) => (part * probabilityOne) / 64)
