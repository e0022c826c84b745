import { type FormEvent, useId, useState } from 'react'
import { describeRefusal, readToken } from '@/components/connection/token-text.ts'
import { tokenChangedEvent, tokenKey } from '@/lib/stream/page-token.ts'

/** Says which token is missing, and takes another without a reload. Loaded where a server asks for one. */
export default function TokenPanel({ wasLive }: { readonly wasLive: boolean }) {
  const [pasted, setPasted] = useState('')
  const [isNone, setIsNone] = useState(false)
  const [reason] = useState(() => describeRefusal(globalThis.ticklaneToken, wasLive, Date.now()))
  const id = useId()
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    const token = readToken(pasted)
    setIsNone(token === undefined)
    if (token !== undefined) takeToken(token)
  }
  return (
    <section
      aria-label="Token"
      data-testid="token-panel"
      className="absolute inset-x-0 bottom-4 z-30 mx-auto w-[min(92vw,480px)] rounded border border-line-strong bg-raised px-3 py-2 text-xs shadow-lg"
    >
      <p role="status">{reason}</p>
      <form onSubmit={submit} className="mt-2 flex gap-2">
        <input
          type="password"
          value={pasted}
          onChange={(event) => setPasted(event.target.value)}
          aria-label="Token"
          aria-invalid={isNone}
          aria-describedby={`${id}-help`}
          placeholder="Paste a token"
          autoComplete="off"
          spellCheck={false}
          className="min-h-6 min-w-0 flex-1 rounded border border-line-strong bg-panel px-2 py-1"
        />
        <button type="submit" className="rounded border border-line-strong px-3 py-1 hover:bg-hover">
          Use it
        </button>
      </form>
      <p
        id={`${id}-help`}
        role={isNone ? 'alert' : undefined}
        className={`mt-1 text-2xs ${isNone ? 'text-danger' : 'text-ink-3'}`}
      >
        {isNone
          ? 'That is no token: expected three parts with dots between them, such as eyJhbGciOi….eyJleHAiOj….c2lnbmF0…'
          : 'Whoever runs this server gives them out. It stays in this tab and is sent to this server only.'}
      </p>
    </section>
  )
}

function takeToken(token: string): void {
  globalThis.ticklaneToken = token
  try {
    sessionStorage.setItem(tokenKey, token)
  } catch {
    // Not allowed: then it is there until the page is closed or loaded anew.
  }
  window.dispatchEvent(new Event(tokenChangedEvent))
}
