import { useEffect, useState } from 'react'
import type { Column } from '@/components/watchlist/columns.ts'
import { defaultColumns } from '@/lib/workspace/workspace.ts'

export type CreateFurtherCells = typeof import('@/components/watchlist/further-cells.ts').createFurtherCells

/** What writes columns that one does not begin with; undefined without such a column, and until it has come. */
export function useFurtherCells(columns: readonly Column[]): CreateFurtherCells | undefined {
  const [made, setMade] = useState<{ readonly createFurtherCells: CreateFurtherCells }>()
  const wanted = columns.some((column) => defaultColumns.every(({ id }) => id !== column.id))
  useEffect(() => {
    if (!wanted) return
    import('@/components/watchlist/further-cells.ts').then(setMade).catch((error: unknown) => {
      console.error('Some columns cannot be filled:', error)
    })
  }, [wanted])
  return wanted ? made?.createFurtherCells : undefined
}
