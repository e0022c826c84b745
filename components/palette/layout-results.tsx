import { PaletteItem } from '@/components/palette/palette-item.tsx'
import {
  exportLayout,
  layoutsDamage,
  openNamedLayout,
  resetLayout,
  saveLayout,
  useLayouts,
} from '@/components/workspace/layout-actions.ts'
import { formatDate } from '@/lib/market/format.ts'

/** Layouts by name; a name that none has saves one. */
export function LayoutResults({ query }: { readonly query: string }) {
  const layouts = useLayouts()
  const damage = layoutsDamage()
  const wanted = query.trim()
  const lower = wanted.toLowerCase()
  const found = layouts.filter(({ name }) => name.toLowerCase().includes(lower))
  const reset = 'Reset to the first layout'
  const exporting = 'Export this layout as a file'
  return (
    <>
      {damage !== undefined && (
        <p role="alert" className="px-4 py-2 text-warning">
          {damage}
        </p>
      )}
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
