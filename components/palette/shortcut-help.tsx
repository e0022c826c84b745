import { X } from 'lucide-react'
import { elementKeys, type KeyHelpRow, keyHelp } from '@/lib/keyboard/key-help.ts'
import { keyCaps, platformOf } from '@/lib/keyboard/key-pattern.ts'

interface ShortcutHelpProps {
  readonly onClose: () => void
  /** False: the viewer switched off keys that are a single character. */
  readonly characterKeys: boolean
}

/** Every key and what it does, read from the bindings themselves. */
export function ShortcutHelp({ onClose, characterKeys }: ShortcutHelpProps) {
  const platform = platformOf(navigator.platform)
  return (
    <div className="max-h-[inherit] overflow-y-auto">
      <div className="sticky top-0 flex h-11 items-center border-line border-b bg-panel px-4">
        <h2 className="font-semibold">Keyboard</h2>
        {!characterKeys && <p className="ml-3 text-2xs text-ink-3">Single keys are switched off in the settings</p>}
        <button type="button" aria-label="Close" onClick={onClose} className="tool-button ml-auto">
          <X className="size-4" aria-hidden="true" />
        </button>
      </div>
      <p className="px-4 pt-3 text-ink-2 text-xs">
        Everything else is a command: {keyCaps('Mod+K', platform).join(' ')}, then a word for it, such as charts, panel, layout,
        link or theme.
      </p>
      <div className="columns-1 gap-6 px-4 py-3 desk:columns-2">
        {[...keyHelp(platform), { group: 'While it has the focus', rows: elementKeys }].map(({ group, rows }) => (
          <section key={group} aria-label={group} className="mb-3 break-inside-avoid">
            <h3 className="mb-1 text-2xs text-ink-3">{group}</h3>
            <dl className="grid grid-cols-[1fr_max-content] gap-x-4 gap-y-1 text-xs">
              {rows.map((row) => (
                <Row key={row.label} row={row} off={row.character && !characterKeys} />
              ))}
            </dl>
          </section>
        ))}
      </div>
    </div>
  )
}

function Row({ row: { label, keys, where }, off }: { readonly row: KeyHelpRow; readonly off: boolean }) {
  return (
    <div className={`contents ${off ? 'text-ink-3' : ''}`}>
      <dt className="min-h-5">
        {label}
        {where !== undefined && <span className="text-ink-3"> {where}</span>}
      </dt>
      <dd className="flex max-w-32 flex-wrap items-start justify-end gap-x-1.5 gap-y-0.5 whitespace-nowrap">
        {keys.map((caps) => (
          <span key={caps.join()} className="flex gap-0.5">
            {caps.map((cap) => (
              <kbd key={cap} className="rounded border border-line-strong px-1 font-sans text-2xs leading-4">
                {cap}
              </kbd>
            ))}
          </span>
        ))}
      </dd>
    </div>
  )
}
