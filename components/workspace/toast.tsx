'use client'

import { useEffect, useRef, useState } from 'react'
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
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (text === undefined) return
    // Whoever reads on, or is at its buttons, keeps it (WCAG 2.2.1).
    const timer = setInterval(
      () => {
        if (place.current?.matches(':hover, :focus-within') !== true) say(undefined)
      },
      Math.max(readMsMin, text.length * readMsOfCharacter),
    )
    return () => clearInterval(timer)
  }, [text])
  return (
    // Between the time axis of a chart and what is said of a pause.
    <div
      role="status"
      className="pointer-events-none fixed inset-x-0 bottom-[calc(84px+env(safe-area-inset-bottom))] z-40 flex justify-center px-3 desk:bottom-[52px]"
    >
      {text !== undefined && (
        <div
          ref={place}
          data-testid="toast"
          className="pointer-events-auto flex max-w-xl items-center gap-3 rounded border border-line-strong bg-raised px-3 py-1 text-xs shadow-lg"
        >
          <span className="min-w-0 break-words">{text}</span>
          {canUndo && (
            <button type="button" onClick={undoLastEdit} className="min-h-[24px] font-semibold text-accent underline">
              Undo
            </button>
          )}
          <button type="button" onClick={() => say(undefined)} className="min-h-[24px] text-ink-3 hover:text-ink">
            Close
          </button>
        </div>
      )}
    </div>
  )
}
