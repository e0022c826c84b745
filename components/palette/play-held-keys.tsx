import { useCommandState } from 'cmdk'
import { type RefObject, useEffect, useRef, useState } from 'react'
import { dropHeldKeys, playHeldKey, press, useHeldKeys, waitInSight } from '@/components/palette/held-keys.ts'

// Longer, and who pressed Enter has begun something else.
const listWaitMs = 5000

interface PlayHeldKeysProps {
  /** What there is to choose from is there. */
  readonly listed: boolean
  readonly dialog: RefObject<HTMLDialogElement | null>
}

/** Gives the palette what was pressed before it was there, a key at a time: each finds what the one before it did. */
export function PlayHeldKeys({ listed, dialog }: PlayHeldKeysProps) {
  const { keys, shown } = useHeldKeys()
  const waiting = shown && keys.length > 0
  const begun = useRef(false)
  const [, setTurn] = useState(0)
  // Drawn anew with the entry that is chosen: a key moves on from that.
  useCommandState((state) => state.value)
  useEffect(() => {
    if (!waiting) begun.current = false
    const field = dialog.current?.querySelector('input')
    if (!waiting || !listed || !field) return
    if (begun.current) playHeldKey(field)
    // Results that came late may stand above the entry that was chosen of those before them.
    else press(field, new KeyboardEvent('keydown', { key: 'Home', bubbles: true, cancelable: true }))
    begun.current = true
    setTurn((turn) => turn + 1)
  })
  useEffect(() => {
    if (!waiting || listed) return
    waitInSight()
    const timer = setTimeout(dropHeldKeys, listWaitMs)
    return () => clearTimeout(timer)
  }, [waiting, listed])
  return null
}
