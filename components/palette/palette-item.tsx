import { Command } from 'cmdk'
import type { ReactNode } from 'react'
import { closePalette } from '@/components/palette/palette-state.ts'

interface PaletteItemProps {
  readonly value: string
  readonly onSelect: () => void
  readonly end: string
  readonly children: ReactNode
}

/** An entry that closes the palette and does what it says. */
export function PaletteItem({ value, onSelect, end, children }: PaletteItemProps) {
  return (
    <Command.Item
      value={value}
      onSelect={() => {
        closePalette()
        onSelect()
      }}
      className="palette-item"
    >
      {children}
      <span className="ml-auto shrink-0 pl-3 text-2xs text-ink-3">{end}</span>
    </Command.Item>
  )
}
