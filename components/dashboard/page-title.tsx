import { useEffect } from 'react'
import { useUnreadAlerts } from '@/components/alerts/unread-count.ts'
import { bareSymbol } from '@/components/instrument/symbol-text.ts'

/** The instrument, so that one tab is told from another, behind the number of alerts that nobody has looked at. */
export function PageTitle({ symbol }: { readonly symbol: string | undefined }) {
  const unread = useUnreadAlerts()
  const name = symbol === undefined ? '' : `${bareSymbol(symbol)} · `
  const title = `${unread === 0 ? '' : `(${unread}) `}${name}Ticklane`
  useEffect(() => keepTitle(title), [title])
  return null
}

/** On a busy device the framework writes the page's first one once more, after this. */
function keepTitle(title: string): () => void {
  const write = (): void => {
    if (document.title !== title) document.title = title
  }
  write()
  const observer = new MutationObserver(write)
  observer.observe(document.head, { childList: true, characterData: true, subtree: true })
  return () => observer.disconnect()
}
