import type { InstrumentDefinition } from '../lib/market/instrument.ts'
import type { Config } from './config.ts'

/** What a simulated market is made of. */
type SimShape = Pick<Config, 'SIM_SEED' | 'SIM_SYMBOLS' | 'SIM_TICKS_PER_SECOND' | 'SIM_ACTIVITY'>

/**
 * The name that an instrument's bars are stored under. A simulated market of another shape has the same symbols and another
 * past: they must not meet in one DATA_DIR.
 */
export function storedName({ symbol, origin }: Pick<InstrumentDefinition, 'symbol' | 'origin'>, shape: SimShape): string {
  if (origin !== 'simulated') return symbol
  const activity = shape.SIM_ACTIVITY === 'market' ? '' : `&activity=${shape.SIM_ACTIVITY}`
  return `${symbol}?seed=${shape.SIM_SEED}&symbols=${shape.SIM_SYMBOLS}&ticks=${shape.SIM_TICKS_PER_SECOND}${activity}`
}
