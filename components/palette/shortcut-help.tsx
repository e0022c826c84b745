import { X } from 'lucide-react'
import { shortcutHelp } from '@/components/palette/shortcut-list.ts'

export function ShortcutHelp({ onClose }: { readonly onClose: () => void }) {
  return (
    <div>
      <div className="flex h-11 items-center border-line border-b px-4">
        <h2 className="font-semibold">Keyboard</h2>
        <button type="button" aria-label="Close" onClick={onClose} className="tool-button ml-auto">
          <X className="size-4" aria-hidden="true" />
        </button>
      </div>
      <dl className="grid grid-cols-[max-content_1fr] gap-x-5 gap-y-2 px-4 py-3">
        {shortcutHelp.map(({ keys, does }) => (
          <div key={keys} className="contents">
            <dt className="whitespace-nowrap font-medium text-ink-2 text-xs">{keys}</dt>
            <dd className="text-xs">{does}</dd>
          </div>
        ))}
      </dl>
    </div>
  )
}
