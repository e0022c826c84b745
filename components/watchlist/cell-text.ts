/** Stands where nothing is known yet. */
export const none = '–'

/**
 * Returns what writes the text of a cell, where it is another. A shorter or longer one is another node: one and the same would
 * have moved, as it ends where the cell does, and count as a shift of the layout.
 */
export function createCellText(cell: HTMLElement): (text: string) => void {
  let node = document.createTextNode(none)
  cell.replaceChildren(node)
  return (text) => {
    if (node.data === text) return
    if (node.length === text.length) {
      node.data = text
      return
    }
    const next = document.createTextNode(text)
    node.replaceWith(next)
    node = next
  }
}
