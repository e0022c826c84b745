'use client'

import { useEffect, useState } from 'react'
import { say, undoLastEdit, useMessage } from '@/components/workspace/workspace-store.ts'

// For one sentence, and for what a link or a file full of mistakes brings, at fifteen characters a second.
const readMsMin = 8000
const readMsOfCharacter = 65
const nothing = { text: undefined, canUndo: false }

/** One sentence to the viewer, with a way back where there is one. */
export default function Toast() {
  const message = useMessage()
  // What was said before this was loaded is announced as well: only what comes into a region that is there is.
  const [isThere, setIsThere] = useState(false)
  useEffect(() => setIsThere(true), [])
  const { text, canUndo } = isThere ? message : nothing
  useEffect(() => {
    if (text === undefined) return
    const timer = setTimeout(() => say(undefined), Math.max(readMsMin, text.length * readMsOfCharacter))
    return () => clearTimeout(timer)
  }, [text])
  return (
    // Between the time axis of a chart and what is said of a pause.
    <div
      role="status"
      className="pointer-events-none fixed inset-x-0 bottom-[calc(84px+env(safe-area-inset-bottom))] z-40 flex justify-center px-3 desk:bottom-[52px]"
    >
      {text !== undefined && (
        <div
          data-testid="toast"
          className="pointer-events-auto flex max-w-xl items-center gap-3 rounded border border-line-strong bg-raised px-3 py-1 text-xs shadow-lg"
        >
          <span>{text}</span>
          {canUndo && (
            <button type="button" onClick={undoLastEdit} className="font-semibold text-accent hover:underline">
              Undo
            </button>
          )}
          <button type="button" onClick={() => say(undefined)} className="text-ink-3 hover:text-ink">
            Close
          </button>
        </div>
      )}
    </div>
  )
}
