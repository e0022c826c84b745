import { PaletteItem } from '@/components/palette/palette-item.tsx'
import {
  exportLayout,
  layoutsDamage,
  openNamedLayout,
  resetLayout,
  saveLayout,
  useLayouts,
} from '@/components/workspace/layout-actions.ts'
import { copyLink } from '@/components/workspace/share-link.ts'
import { formatDate } from '@/lib/market/format.ts'

/** What of the saved layouts cannot be read. Above the results: a list of options holds nothing else. */
export function LayoutsDamage() {
  // Gone as soon as one is saved.
  useLayouts()
  const damage = layoutsDamage()
  return (
    damage !== undefined && (
      <p role="alert" className="px-4 py-2 text-warning text-xs">
        {damage}
      </p>
    )
  )
}

/** Layouts by name; a name that none has saves one. */
export function LayoutResults({ query }: { readonly query: string }) {
  const layouts = useLayouts()
  const wanted = query.trim()
  const lower = wanted.toLowerCase()
  const found = layouts.filter(({ name }) => name.toLowerCase().includes(lower))
  // First without a name, since Enter takes it: it changes nothing.
  const sharing = 'Copy a link to this view'
  const reset = 'Reset to the first layout'
  const exporting = 'Export this layout as a file'
  return (
    <>
      {found.map(({ name, savedAtMs }) => (
        <PaletteItem key={name} value={`open ${name}`} onSelect={() => openNamedLayout(name)} end={formatDate(savedAtMs)}>
          <span className="truncate font-medium">{name}</span>
        </PaletteItem>
      ))}
      {wanted !== '' && (
        <PaletteItem value="save" onSelect={() => saveLayout(wanted)} end="Layout">
          <span className="truncate">
            {layouts.some(({ name }) => name === wanted) ? 'Save anew as' : 'Save as'} “{wanted}”
          </span>
        </PaletteItem>
      )}
      {sharing.toLowerCase().includes(lower) && (
        <PaletteItem value="share" onSelect={() => void copyLink()} end="Layout">
          {sharing}
        </PaletteItem>
      )}
      {reset.toLowerCase().includes(lower) && (
        <PaletteItem value="reset" onSelect={resetLayout} end="Layout">
          {reset}
        </PaletteItem>
      )}
      {exporting.toLowerCase().includes(lower) && (
        <PaletteItem value="export" onSelect={exportLayout} end="Layout">
          {exporting}
        </PaletteItem>
      )}
    </>
  )
}
