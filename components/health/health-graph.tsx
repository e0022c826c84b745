const width = 96
const height = 18

interface HealthGraphProps {
  readonly label: string
  readonly value: string
  /** One a second, oldest first; undefined where it was not known. */
  readonly samples: readonly (number | undefined)[]
  readonly samplesMax: number
}

/** A figure and its last minute. The scale begins at nothing and ends at the highest shown. */
export function HealthGraph({ label, value, samples, samplesMax }: HealthGraphProps) {
  return (
    <>
      <dt className="text-ink-3">{label}</dt>
      <dd>
        <svg viewBox={`0 0 ${width} ${height}`} className="h-[18px] w-24 text-accent" aria-hidden="true">
          <path d={`M0 ${height - 0.5}H${width}`} className="stroke-line" />
          <path d={graphPath(samples, samplesMax)} fill="none" stroke="currentColor" strokeWidth="1.25" />
        </svg>
      </dd>
      <dd className="min-w-16 text-right">{value}</dd>
    </>
  )
}

/** The newest at the right edge; a gap where nothing was known. */
export function graphPath(samples: readonly (number | undefined)[], samplesMax: number): string {
  const highest = Math.max(1, ...samples.map((sample) => sample ?? 0))
  let path = ''
  let drawing = false
  for (const [index, sample] of samples.entries()) {
    if (sample === undefined) {
      drawing = false
      continue
    }
    const x = ((samplesMax - samples.length + index) / (samplesMax - 1)) * width
    const y = height - 1 - (Math.max(0, sample) / highest) * (height - 2)
    path += `${drawing ? 'L' : 'M'}${x.toFixed(1)} ${y.toFixed(1)}`
    drawing = true
  }
  return path
}
