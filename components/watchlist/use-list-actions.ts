import { useEffect, useMemo, useState } from 'react'
import type { ListActions } from '@/components/watchlist/list-actions.ts'

type Make = typeof import('@/components/watchlist/list-actions.ts').listActions

/** undefined for a list that is not one's own, and until the code for it has come. */
export function useListActions(own: boolean, listId: string, sorted: boolean): ListActions | undefined {
  const [make, setMake] = useState<{ readonly listActions: Make }>()
  useEffect(() => {
    if (!own) return
    import('@/components/watchlist/list-actions.ts').then(setMake).catch((error: unknown) => {
      console.error('This list cannot be changed:', error)
    })
  }, [own])
  return useMemo(() => (own ? make?.listActions(listId, sorted) : undefined), [make, own, listId, sorted])
}
