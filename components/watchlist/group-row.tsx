// biome-ignore-all lint/a11y/useSemanticElements: rows are placed one by one; a table element would lay out all of them at every change
'use client'

import { ChevronDown, ChevronRight, Pencil, X } from 'lucide-react'
import { workspaceLimits } from '@/lib/workspace/workspace.ts'

interface GroupRowProps {
  readonly id: string
  readonly group: number
  readonly name: string
  readonly count: number
  readonly collapsed: boolean
  readonly index: number
  readonly top: number
  readonly height: number
  readonly cursor: boolean
  readonly columnCount: number
  readonly renaming: boolean
  readonly onFold: () => void
  readonly onRename: () => void
  /** undefined: as it was. */
  readonly onNamed: (name: string | undefined) => void
  readonly onRemove: () => void
}

/** The line above a group. Its keys are the list's (arrows, Enter, F2, Delete); the buttons are for the pointer. */
export default function GroupRow(props: GroupRowProps) {
  const { id, group, name, count, collapsed, index, top, height, cursor, columnCount, renaming } = props
  const Chevron = collapsed ? ChevronRight : ChevronDown
  return (
    <div
      id={id}
      role="row"
      tabIndex={-1}
      aria-rowindex={index + 2}
      aria-level={1}
      aria-expanded={!collapsed}
      data-group={group}
      data-cursor={cursor}
      className="watch-row group-row flex"
      style={{ height, top }}
    >
      <div role="gridcell" tabIndex={-1} aria-colindex={1} aria-colspan={columnCount} className="flex min-w-0 flex-1">
        <div className="group-head">
          {renaming ? (
            <input
              ref={focus}
              defaultValue={name}
              maxLength={workspaceLimits.nameLength}
              aria-label="Name of the group"
              className="field min-w-0 max-w-56 flex-1 text-xs"
              onFocus={(event) => event.currentTarget.select()}
              onBlur={(event) => props.onNamed(event.currentTarget.value)}
              onKeyDown={(event) => {
                if (event.key === 'Enter') props.onNamed(event.currentTarget.value)
                else if (event.key === 'Escape') props.onNamed(undefined)
                else return
                event.preventDefault()
                event.stopPropagation()
              }}
            />
          ) : (
            <>
              <button
                type="button"
                tabIndex={-1}
                onClick={props.onFold}
                onDoubleClick={props.onRename}
                className="flex min-w-0 items-center gap-1 px-1 font-semibold text-xs"
              >
                <Chevron className="size-3.5 flex-none text-ink-3" aria-hidden="true" />
                <span className="truncate">{name}</span>
                <span className="price pl-1 font-normal text-2xs text-ink-3">{count}</span>
              </button>
              <span className="group-tools">
                <button
                  type="button"
                  tabIndex={-1}
                  aria-label={`Rename ${name}`}
                  title="Rename (F2)"
                  onClick={props.onRename}
                  className="tool-button"
                >
                  <Pencil className="size-3.5" aria-hidden="true" />
                </button>
                <button
                  type="button"
                  tabIndex={-1}
                  aria-label={`Remove the group ${name}`}
                  title="Remove the group; its rows stay (Delete)"
                  onClick={props.onRemove}
                  className="tool-button"
                >
                  <X className="size-3.5" aria-hidden="true" />
                </button>
              </span>
            </>
          )}
        </div>
      </div>
    </div>
  )
}

function focus(input: HTMLInputElement | null): void {
  input?.focus()
}
