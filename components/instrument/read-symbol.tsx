'use client'

import { useEffect, useEffectEvent, useState } from 'react'
import { onReadRequest } from '@/components/instrument/read-request.ts'
import { useWorkspace } from '@/components/workspace/workspace-store.ts'
import { useStreamClient } from '@/lib/stream/hooks.ts'

// As long as it takes to read it.
const shownMs = 12_000

/** Says one sentence about the instrument shown, for the ear and the eye, when it is asked for and never by itself. */
export function ReadSymbol({ symbol, stale }: { readonly symbol: string; readonly stale: boolean }) {
  const client = useStreamClient()
  const { paused } = useWorkspace().rate
  const [text, setText] = useState('')
  const read = useEffectEvent(() => {
    // Emptied first: the same words again are an announcement, too.
    setText('')
    import('@/components/instrument/symbol-sentence.ts').then(
      ({ symbolSentence }) => {
        const nowMs = Date.now() + (client.connection.get().clockOffsetMs ?? 0)
        setText(symbolSentence(symbol, client.quotes.get(symbol), { nowMs, stale, paused }))
      },
      () => setText('This symbol cannot be read out now: that part of the page could not be loaded.'),
    )
  })
  useEffect(() => onReadRequest(() => read()), [])
  useEffect(() => {
    if (text === '') return
    const timer = setTimeout(() => setText(''), shownMs)
    return () => clearTimeout(timer)
  }, [text])
  return (
    // There before its words are: only what comes into a region that is there is announced.
    <div role="status" data-testid="read-symbol">
      {text !== '' && (
        <p className="max-w-2xl rounded border border-line-strong bg-raised px-3 py-1.5 text-ink text-xs shadow-lg">{text}</p>
      )}
    </div>
  )
}
