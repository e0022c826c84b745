/** What of AG Grid is used: a checkout without `npm install --prefix bench` has no types of it. */
declare module 'ag-grid-community' {
  interface Column<Row> {
    readonly headerName: string
    readonly width: number
    readonly sortable: boolean
    readonly enableCellChangeFlash: boolean
    readonly valueGetter: (parameters: { readonly data: Row | undefined }) => string
  }
  interface Options<Row> {
    readonly rowData: readonly Row[]
    readonly getRowId: (parameters: { readonly data: Row }) => string
    readonly rowHeight: number
    readonly columnDefs: readonly Column<Row>[]
  }
  interface Grid<Row> {
    applyTransactionAsync(transaction: { readonly update: readonly Row[] }): void
  }
  export const AllCommunityModule: object
  export const ModuleRegistry: { registerModules(modules: readonly object[]): void }
  export function createGrid<Row>(place: HTMLElement, options: Options<Row>): Grid<Row>
}
