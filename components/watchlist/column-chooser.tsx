'use client'

import { ChevronDown, ChevronUp, Columns3 } from 'lucide-react'
import { Menu } from '@/components/ui/menu.tsx'
import { textScale } from '@/components/ui/text-scale.ts'
import { columnDescriptions } from '@/components/watchlist/column-descriptions.ts'
import { columns, leastWidth } from '@/components/watchlist/columns.ts'
import { performEdit, updateWorkspace, useWorkspace } from '@/components/workspace/workspace-store.ts'
import { moveColumn, resetColumns, resizeColumn, toggleColumn } from '@/lib/workspace/column-edits.ts'
import { workspaceLimits } from '@/lib/workspace/workspace.ts'

/** Which columns, in which order, how wide. */
export function ColumnChooser() {
  const { columns: chosen } = useWorkspace()
  const shown = chosen.flatMap(({ id: each }) => columns.find((column) => column.id === each) ?? [])
  const hidden = columns.filter((column) => !shown.includes(column))
  return (
    <Menu label="Columns" align="end" className="w-[300px]" face={<Columns3 className="size-4" aria-hidden="true" />}>
      {() => (
        <>
          {[...shown, ...hidden].map((column) => {
            const setting = chosen.find((each) => each.id === column.id)
            const at = chosen.findIndex((each) => each.id === column.id)
            return (
              <div key={column.id} className="flex h-9 items-center gap-1 px-3 text-xs hover:bg-hover desk:h-7">
                <label className="flex min-w-0 flex-1 cursor-pointer items-center gap-2" title={columnDescriptions[column.id]}>
                  <input
                    type="checkbox"
                    checked={setting !== undefined}
                    disabled={column.id === 'symbol'}
                    onChange={() => updateWorkspace((current) => toggleColumn(current, column.id))}
                    className="accent-accent"
                  />
                  {column.label}
                </label>
                {setting !== undefined && (
                  <>
                    <input
                      type="number"
                      aria-label={`Width of ${column.label} in pixels`}
                      title="Width in pixels; empty: as its content asks"
                      min={workspaceLimits.columnWidthMin}
                      max={workspaceLimits.columnWidthMax}
                      step={10}
                      placeholder={String(leastWidth(column) / textScale)}
                      value={setting.width ?? ''}
                      onChange={({ target: { valueAsNumber: width } }) =>
                        updateWorkspace((current) => resizeColumn(current, column.id, Number.isNaN(width) ? undefined : width))
                      }
                      className="field w-16 text-right desk:h-[22px]"
                    />
                    <button
                      type="button"
                      aria-label={`${column.label} earlier`}
                      disabled={at === 0}
                      onClick={() => updateWorkspace((current) => moveColumn(current, column.id, at - 1))}
                      className="tool-button disabled:opacity-40"
                    >
                      <ChevronUp className="size-3.5" aria-hidden="true" />
                    </button>
                    <button
                      type="button"
                      aria-label={`${column.label} later`}
                      disabled={at === chosen.length - 1}
                      onClick={() => updateWorkspace((current) => moveColumn(current, column.id, at + 1))}
                      className="tool-button disabled:opacity-40"
                    >
                      <ChevronDown className="size-3.5" aria-hidden="true" />
                    </button>
                  </>
                )}
              </div>
            )
          })}
          <button type="button" onClick={() => performEdit(resetColumns)} className="menu-item mt-1 border-line border-t text-xs">
            Default columns
          </button>
        </>
      )}
    </Menu>
  )
}
