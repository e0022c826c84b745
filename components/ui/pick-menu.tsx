'use client'

import { Check } from 'lucide-react'
import { type ReactNode, useId, useRef } from 'react'

interface Choice<Value extends string> {
  readonly value: Value
  readonly name: string
}

interface PickMenuProps<Value extends string> {
  readonly label: string
  readonly icon?: ReactNode
  readonly text?: string
  readonly align?: 'start' | 'end'
  readonly choices: readonly Choice<Value>[]
  readonly value: Value
  readonly onPick: (value: Value) => void
}

/** A button that opens a list to pick one from: the browser's own popover, placed below its button. */
export function PickMenu<Value extends string>({
  label,
  icon,
  text,
  align = 'start',
  choices,
  value,
  onPick,
}: PickMenuProps<Value>) {
  const id = useId()
  const popover = useRef<HTMLDivElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  const chosen = choices.find((choice) => choice.value === value)
  const name = chosen?.name ?? value
  // Who says what stands on the button has to find it (WCAG 2.5.3).
  const shown = text === undefined || text === name ? '' : `${text}, `
  return (
    <>
      <button
        ref={button}
        type="button"
        popoverTarget={id}
        aria-label={`${shown}${label}: ${name}`}
        title={`${label}: ${name}`}
        className="tool-button"
      >
        {icon}
        {text !== undefined && <span className="px-1 text-xs">{text}</span>}
      </button>
      <div
        ref={popover}
        id={id}
        popover="auto"
        role="menu"
        aria-label={label}
        className="menu-popover"
        onToggle={(event) => {
          if (event.newState === 'open') placeBelow(button.current, popover.current, align)
        }}
        onKeyDown={(event) => moveFocus(event, popover.current)}
      >
        {choices.map((choice) => (
          <button
            key={choice.value}
            type="button"
            role="menuitemradio"
            aria-checked={choice.value === value}
            onClick={() => {
              popover.current?.hidePopover()
              onPick(choice.value)
            }}
            className="menu-item"
          >
            <Check className={`size-3.5 ${choice.value === value ? '' : 'invisible'}`} aria-hidden="true" />
            {choice.name}
          </button>
        ))}
      </div>
    </>
  )
}

const gap = 4

/** Inside the window, below the button that opened it; the focus goes to the chosen entry, else the first. */
export function placeBelow(button: HTMLElement | null, popover: HTMLElement | null, align: 'start' | 'end'): void {
  if (button === null || popover === null) return
  const from = button.getBoundingClientRect()
  const { width } = popover.getBoundingClientRect()
  const left = align === 'start' ? from.left : from.right - width
  popover.style.left = `${Math.max(gap, Math.min(left, window.innerWidth - width - gap))}px`
  popover.style.top = `${from.bottom + gap}px`
  popover.style.maxHeight = `${window.innerHeight - from.bottom - 3 * gap}px`
  const first = popover.querySelector<HTMLElement>('[aria-checked="true"], [role^="menuitem"], input')
  first?.focus()
}

/** Arrow keys, Home and End among the entries of a menu. */
export function moveFocus(event: { readonly key: string; preventDefault(): void }, menu: HTMLElement | null): void {
  const entries = [...(menu?.querySelectorAll<HTMLElement>('[role^="menuitem"]') ?? [])]
  const at = document.activeElement instanceof HTMLElement ? entries.indexOf(document.activeElement) : -1
  const targets: Record<string, number> = {
    ArrowDown: (at + 1) % entries.length,
    ArrowUp: at <= 0 ? entries.length - 1 : at - 1,
    Home: 0,
    End: entries.length - 1,
  }
  const target = Object.hasOwn(targets, event.key) ? targets[event.key] : undefined
  if (target === undefined) return
  event.preventDefault()
  entries[target]?.focus()
}
