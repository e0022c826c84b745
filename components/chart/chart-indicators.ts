import { useMemo } from 'react'
import {
  chooseIndicator,
  formatIndicators,
  type IndicatorChoice,
  indicatorsMax,
  parseIndicators,
} from '@/components/chart/indicator-choice.ts'
import { getViewState, setViewState, useViewState } from '@/components/workspace/view-state.ts'
import type { IndicatorId } from '@/lib/chart/indicators/definitions.ts'

/** Indicators of the view; the same array until they change. */
export function useIndicators(): readonly IndicatorChoice[] {
  const { indicators } = useViewState()
  return useMemo(() => parseIndicators(indicators), [indicators])
}

export function setIndicators(choices: readonly IndicatorChoice[]): void {
  setViewState({ indicators: formatIndicators(choices) })
}

/** Beside those that are there; the oldest gives way when there are too many. */
export function addIndicator(id: IndicatorId): void {
  setIndicators([...parseIndicators(getViewState().indicators), chooseIndicator(id)].slice(-indicatorsMax))
}
