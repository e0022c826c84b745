import { say } from '@/components/workspace/workspace-store.ts'
import type { InstrumentDefinition } from '@/lib/market/instrument.ts'

export interface ShownInstrument {
  /** The one shown, whether there is one of that name or not. */
  readonly symbol: string | undefined
  /** All that the server offers; undefined: not known yet. */
  readonly instruments: readonly InstrumentDefinition[] | undefined
}

/** True: what was asked for needs an instrument, the server has none of that name, and the viewer was told. */
export function tellMissing({ symbol, instruments }: ShownInstrument): boolean {
  if (symbol === undefined || instruments === undefined) return false
  if (instruments.some((instrument) => instrument.symbol === symbol)) return false
  say(`This server does not offer ${symbol}: choose another instrument first.`)
  return true
}
