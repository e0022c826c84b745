'use client'

import { Check } from 'lucide-react'
import type { ReactNode } from 'react'
import { Menu } from '@/components/ui/menu.tsx'

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

/** A button that opens a list to pick one from. */
export function PickMenu<Value extends string>(props: PickMenuProps<Value>) {
  const { label, icon, text, align = 'start', choices, value, onPick } = props
  const name = choices.find((choice) => choice.value === value)?.name ?? value
  // Who says what stands on the button has to find it (WCAG 2.5.3).
  const shown = text === undefined || text === name ? '' : `${text}, `
  return (
    <Menu
      label={label}
      name={`${shown}${label}: ${name}`}
      title={`${label}: ${name}`}
      role="menu"
      align={align}
      face={
        <>
          {icon}
          {text !== undefined && <span className="px-1 text-xs">{text}</span>}
        </>
      }
    >
      {(close) =>
        choices.map((choice) => (
          <button
            key={choice.value}
            type="button"
            role="menuitemradio"
            aria-checked={choice.value === value}
            onClick={() => {
              close()
              onPick(choice.value)
            }}
            className="menu-item"
          >
            <Check className={`size-3.5 ${choice.value === value ? '' : 'invisible'}`} aria-hidden="true" />
            {choice.name}
          </button>
        ))
      }
    </Menu>
  )
}
