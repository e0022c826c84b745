/**
 * The integer units that prices and sizes travel and add up in (P6). The brands cost nothing at run time; they stop a
 * price from being added to a size, and a float from being passed as either.
 */
declare const unit: unique symbol

/** Server-assigned number of an instrument, dense from 0, stable within an epoch. Index into every column. */
export type InstrumentId = number & { readonly [unit]: 'InstrumentId' }

/** A price as a whole number of the instrument's tick size. 0 means "no price": venues have no price of zero. */
export type PriceTicks = number & { readonly [unit]: 'PriceTicks' }

/** A quantity as a whole number of the instrument's lot size; at most 2^53 - 1. */
export type SizeLots = number & { readonly [unit]: 'SizeLots' }

export const instrumentId = (value: number): InstrumentId => value as InstrumentId
export const priceTicks = (value: number): PriceTicks => value as PriceTicks
export const sizeLots = (value: number): SizeLots => value as SizeLots
