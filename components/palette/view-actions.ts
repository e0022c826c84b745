import type { ScaleMode } from '@/components/chart/chart-kinds.ts'
import { getViewState, setViewState } from '@/components/workspace/view-state.ts'

export function toggleScale(scale: ScaleMode): void {
  setViewState({ scale: getViewState().scale === scale ? 'linear' : scale })
}

export function toggleMaximised(): void {
  setViewState({ maximised: !getViewState().maximised })
}
