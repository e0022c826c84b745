'use client'

import { useEffect, useRef } from 'react'
import { textScale } from '@/components/ui/text-scale.ts'
import { columnDescriptions } from '@/components/watchlist/column-descriptions.ts'
import { dragColumn, fitColumn, moveColumnBy, resizeBy, resizeByPointer } from '@/components/watchlist/column-drag.ts'
import { type Column, leastWidth } from '@/components/watchlist/columns.ts'
import { workspaceLimits } from '@/lib/workspace/workspace.ts'

/**
 * What is done to a column at its heading. The heading itself is dragged, or moved by Alt and an arrow key, to another place. Its right edge: dragged, or moved by arrow keys, it resizes; a double click or Enter fits the content.
 */
export default function ColumnSeparator({ column }: { readonly column: Column }) {
  const separator = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const cell = separator.current?.parentElement
    return cell == null ? undefined : makeMovable(cell)
  }, [])
  useEffect(() => {
    const cell = separator.current?.parentElement
    const focusable = cell?.querySelector('button') ?? cell
    if (focusable == null) return
    const noSort = column.sortable ? '' : 'Does not sort. '
    focusable.title = `${columnDescriptions[column.id]}. ${noSort}Drag, or Alt and an arrow key, to move the column`
  }, [column])
  return (
    // biome-ignore lint/a11y/useSemanticElements: a rule cannot be moved
    <div
      ref={separator}
      role="separator"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label={`Width of ${column.label}`}
      title="Drag, or arrow keys, to resize; double click, or Enter, to fit"
      aria-valuemin={workspaceLimits.columnWidthMin}
      aria-valuemax={workspaceLimits.columnWidthMax}
      aria-valuenow={Math.round(leastWidth(column) / textScale)}
      className="column-separator"
      onFocus={({ currentTarget }) => {
        const width = currentTarget.parentElement?.getBoundingClientRect().width
        if (width !== undefined) currentTarget.setAttribute('aria-valuenow', String(Math.round(width / textScale)))
      }}
      onPointerDown={({ currentTarget, clientX, pointerId, button }) => {
        const cell = currentTarget.parentElement
        if (button === 0 && cell !== null) resizeByPointer(cell, clientX, pointerId)
      }}
      onDoubleClick={({ currentTarget }) => fitColumn(currentTarget)}
      onKeyDown={(event) => {
        const { key, shiftKey, currentTarget } = event
        const by = key === 'ArrowLeft' ? -1 : key === 'ArrowRight' ? 1 : 0
        if (key === 'Enter') fitColumn(currentTarget)
        else if (by !== 0) resizeBy(currentTarget, by * (shiftKey ? 40 : 8))
        else return
        event.preventDefault()
        event.stopPropagation()
      }}
    />
  )
}

function makeMovable(cell: HTMLElement): () => void {
  const left = new AbortController()
  const own = ({ target }: Event): boolean => target instanceof Element && target.closest('[role="separator"]') === null
  cell.addEventListener(
    'pointerdown',
    (event) => {
      // A finger scrolls; for it the column chooser has buttons.
      if (event.button === 0 && event.pointerType !== 'touch' && own(event)) dragColumn(cell, event.clientX, event.pointerId)
    },
    left,
  )
  cell.addEventListener(
    'keydown',
    (event) => {
      const by = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0
      if (!event.altKey || by === 0 || !own(event)) return
      // Else the browser goes back a page.
      event.preventDefault()
      moveColumnBy(cell, by)
    },
    left,
  )
  return () => left.abort()
}
