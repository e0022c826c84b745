interface AsideToolsProps {
  /** A sentence: what lies aside. */
  readonly children: string
  readonly onSave: () => void
  readonly onDiscard: () => void
}

/** For texts of this browser that could not be read, and that nothing was written over: to be had as a file, and to be rid of. */
export function AsideTools({ children, onSave, onDiscard }: AsideToolsProps) {
  const button = 'min-h-6 font-medium text-accent hover:underline'
  return (
    <div className="flex flex-wrap items-center gap-x-3">
      <span className="text-warning">{children}</span>
      <button type="button" onClick={onSave} className={button}>
        Save as a file
      </button>
      <button type="button" onClick={onDiscard} className={button}>
        Discard
      </button>
    </div>
  )
}
