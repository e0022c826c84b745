import { formatDecimal, parseDecimal } from '../../lib/market/decimal.ts'
import type { InstrumentSource } from '../../lib/market/market-view.ts'
import { parseStep } from '../../lib/market/step.ts'
import type { InstrumentId } from '../../lib/market/units.ts'
import { wideToBigInt } from '../../lib/market/wide.ts'
import type { TierView } from '../../lib/protocol/conflation.ts'
import type { Session } from './session.ts'

/** What a viewer that came back missed: by `resume`, once for each instrument. */
export class MissedWhileAway {
  readonly #instruments: InstrumentSource

  constructor(instruments: InstrumentSource) {
    this.#instruments = instruments
  }

  /** undefined: nothing is known of what it had; null: it had it of another epoch. */
  take(session: Session, tier: TierView, id: number): { trades: number; volumeText: string } | null | undefined {
    if (session.resumed === undefined) return undefined
    const instrument = this.#instruments.get(id as InstrumentId)
    const seen = session.resumed.get(instrument.symbol)
    if (seen === undefined) return undefined
    session.resumed.delete(instrument.symbol)
    if (seen === null) return null
    const volumeSeen = parseDecimal(seen[1])
    if (volumeSeen === undefined) return undefined
    const lot = parseStep(instrument.lotSize)
    const lots = wideToBigInt(tier.baseline.volumeHigh[id] as number, tier.baseline.volumeLow[id] as number)
    const decimals = Math.max(lot.decimals, volumeSeen.decimals)
    const total = lots * BigInt(lot.multiple) * 10n ** BigInt(decimals - lot.decimals)
    const volume = total - volumeSeen.digits * 10n ** BigInt(decimals - volumeSeen.decimals)
    const trades = (tier.baseline.tradeCount[id] as number) - seen[0]
    // It claims to have seen more than there was: it had something else.
    if (trades < 0 || volume < 0n) return null
    return { trades, volumeText: formatDecimal({ digits: volume, decimals }) }
  }
}
