import { describeStatus } from '@/components/instrument/status-text.ts'
import { useStatus } from '@/components/instrument/use-status.ts'

/** Nothing while the instrument simply trades. */
export function StatusMark({ symbol }: { readonly symbol: string }) {
  const status = useStatus(symbol)
  const condition = status === undefined ? undefined : describeStatus(status)
  if (condition === undefined) return null
  return (
    <span className="row-mark row-status" title={condition.sentence}>
      {condition.label}
    </span>
  )
}
