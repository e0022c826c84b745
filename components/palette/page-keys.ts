import { getPalette, setPaletteQuery } from '@/components/palette/palette-state.ts'
import { type CommandContext, runCommand } from '@/components/palette/run-command.ts'
import { getWorkspace } from '@/components/workspace/workspace-store.ts'
import { keyFocus } from '@/lib/keyboard/key-focus.ts'
import { platformOf } from '@/lib/keyboard/key-pattern.ts'
import { matchKey } from '@/lib/keyboard/match-key.ts'

/** What a key press anywhere on the page means, done. */
export function handlePageKey(event: KeyboardEvent, context: CommandContext): void {
  const focus = keyFocus(event.target instanceof Element ? event.target : null)
  const { mode, query } = getPalette()
  if (mode !== undefined && focus === 'page') {
    // Typed while the palette is still being loaded: not lost.
    if (mode === 'help' || event.key.length !== 1 || event.altKey || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    setPaletteQuery(query + event.key)
    return
  }
  const match = matchKey(event, {
    focus: mode === undefined ? focus : 'overlay',
    platform: platformOf(navigator.platform),
    characterKeys: getWorkspace().characterKeys,
  })
  if (match !== undefined && runCommand(match, context)) event.preventDefault()
}
