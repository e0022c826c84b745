import { holdKey } from '@/components/palette/held-keys.ts'
import { getPalette } from '@/components/palette/palette-state.ts'
import { type CommandContext, runCommand } from '@/components/palette/run-command.ts'
import { getWorkspace } from '@/components/workspace/workspace-store.ts'
import { keyFocus } from '@/lib/keyboard/key-focus.ts'
import { platformOf } from '@/lib/keyboard/key-pattern.ts'
import { matchKey } from '@/lib/keyboard/match-key.ts'

/** Before anybody else on the page: what is pressed while the palette is still to come is meant for it. */
export { holdKey }

/** What a key press anywhere on the page means, done. */
export function handlePageKey(event: KeyboardEvent, context: CommandContext): void {
  const focus = keyFocus(event.target instanceof Element ? event.target : null)
  const { mode } = getPalette()
  const match = matchKey(event, {
    focus: mode === undefined ? focus : 'overlay',
    platform: platformOf(navigator.platform),
    characterKeys: getWorkspace().characterKeys,
  })
  if (match !== undefined && runCommand(match, context)) event.preventDefault()
}
