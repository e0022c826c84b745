'use client'

import { type KeyboardEvent, type ReactNode, useId, useRef, useState } from 'react'

interface MenuProps {
  /** Of what opens, and of the button that opens it unless it has a `name` of its own. */
  readonly label: string
  readonly name?: string
  readonly title?: string
  /** What stands on the button. */
  readonly face: ReactNode
  readonly id?: string
  readonly role?: 'dialog' | 'menu'
  readonly align?: 'start' | 'end'
  readonly className?: string
  readonly buttonClass?: string
  readonly current?: boolean
  /** `open`: for what is loaded or made only then. */
  readonly children: (close: () => void, open: boolean) => ReactNode
}

/** A button and what it opens: the browser's own popover (focus, Escape and a click outside without code of ours), beside its button. */
export function Menu(props: MenuProps) {
  const { label, name = label, title = name, face, role = 'dialog', align = 'start', className = '', children } = props
  const ownId = useId()
  const id = props.id ?? ownId
  const button = useRef<HTMLButtonElement>(null)
  const popover = useRef<HTMLDivElement>(null)
  const awaiting = useRef<MutationObserver>(undefined)
  const [open, setOpen] = useState(false)
  const surface = {
    role,
    'aria-label': label,
    onKeyDown: (event: KeyboardEvent) => moveFocus(event, popover.current),
  }
  return (
    <>
      <button
        ref={button}
        type="button"
        popoverTarget={id}
        aria-haspopup={role}
        aria-label={name}
        title={title}
        aria-current={props.current ? 'page' : undefined}
        className={props.buttonClass ?? 'tool-button'}
      >
        {face}
      </button>
      <div
        ref={popover}
        id={id}
        popover="auto"
        {...surface}
        className={`menu-popover ${className}`}
        onBeforeToggle={(event) => {
          if (event.newState === 'open') setOpen(true)
        }}
        onToggle={(event) => {
          awaiting.current?.disconnect()
          // Not before it is hidden: the browser gives the focus back only while what had it is still there.
          if (event.newState !== 'open') return setOpen(false)
          place(button.current, popover.current, align)
          awaiting.current = focusInside(popover.current)
        }}
      >
        {children(() => popover.current?.hidePopover?.(), open)}
      </div>
    </>
  )
}

const gap = 4
/** Less room than that below the button, and more above it: it opens upwards. */
const roomWanted = 240

/** Inside the window, beside the button that opened it. */
function place(button: HTMLElement | null, popover: HTMLElement | null, align: 'start' | 'end'): void {
  if (button === null || popover === null) return
  const { left, right, top, bottom } = button.getBoundingClientRect()
  const { width } = popover.getBoundingClientRect()
  const below = window.innerHeight - bottom
  const upwards = below < roomWanted && below < top
  const { style } = popover
  style.left = `${Math.max(gap, Math.min(align === 'start' ? left : right - width, window.innerWidth - width - gap))}px`
  style.top = upwards ? 'auto' : `${bottom + gap}px`
  style.bottom = upwards ? `${window.innerHeight - top + gap}px` : 'auto'
  style.maxHeight = `${Math.max(below, top * Number(upwards)) - 3 * gap}px`
}

/** The focus goes to the chosen entry, else the first; where they are only being loaded, when they come, unless it went elsewhere meanwhile. */
function focusInside(popover: HTMLElement | null): MutationObserver | undefined {
  const first = popover?.querySelector<HTMLElement>('[aria-checked="true"]') ?? popover?.querySelector<HTMLElement>(focusable)
  if (popover === null || first != null) {
    first?.focus()
    return
  }
  const focused = document.activeElement
  const observer = new MutationObserver(() => {
    if (popover.querySelector(focusable) === null) return
    observer.disconnect()
    if (document.activeElement === focused) focusInside(popover)
  })
  observer.observe(popover, { childList: true, subtree: true })
  return observer
}

const focusable = ':is(button, select, input:not([tabindex], [type="number"])):enabled'

/** Arrow keys, Home and End among the entries of a menu. */
function moveFocus(event: KeyboardEvent, menu: HTMLElement | null): void {
  const entries = [...(menu?.querySelectorAll<HTMLElement>('[role^="menuitem"]') ?? [])]
  const at = document.activeElement instanceof HTMLElement ? entries.indexOf(document.activeElement) : -1
  const targets: Record<string, number> = {
    ArrowDown: (at + 1) % entries.length,
    ArrowUp: at <= 0 ? entries.length - 1 : at - 1,
    Home: 0,
    End: entries.length - 1,
  }
  const target = entries[targets[event.key] ?? -1]
  if (target === undefined) return
  event.preventDefault()
  target.focus()
}
