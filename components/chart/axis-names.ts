import { bareSymbol } from '@/components/instrument/symbol-text.ts'

/** In a smaller chart the name beside its label on the axis would hide bars; the legend has it in the same colour. */
const namedWidthMin = 480

/** What is needed of the library's axis of time. */
interface MeasuredScale {
  width(): number
  subscribeSizeChange(listener: (width: number) => void): void
  unsubscribeSizeChange(listener: (width: number) => void): void
}

export interface AxisNames {
  /** Of a line; empty where there is no room for it. */
  titleOf(symbol: string): string
  release(): void
}

/** Names of lines beside their labels on the axis of prices. `onChange`: the chart has become another size, and they are others. */
export function createAxisNames(timeScale: MeasuredScale, onChange: () => void): AxisNames {
  let named = timeScale.width() >= namedWidthMin
  const resized = (width: number): void => {
    if (width >= namedWidthMin === named) return
    named = !named
    onChange()
  }
  timeScale.subscribeSizeChange(resized)
  return {
    titleOf: (symbol) => (named ? bareSymbol(symbol) : ''),
    release: () => timeScale.unsubscribeSizeChange(resized),
  }
}
