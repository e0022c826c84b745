import { useEffect, useEffectEvent, useState } from 'react'

export const samplesMax = 60
const sampleMs = 1000

/** What `read` says, once a second, the last minute of it. */
export function useSamples<Sample>(read: () => Sample): readonly Sample[] {
  const [samples, setSamples] = useState<readonly Sample[]>([])
  const take = useEffectEvent(() => setSamples((before) => [...before, read()].slice(-samplesMax)))
  useEffect(() => {
    const timer = setInterval(() => take(), sampleMs)
    return () => clearInterval(timer)
  }, [])
  return samples
}
