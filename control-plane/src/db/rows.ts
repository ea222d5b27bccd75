/** Rows of a raw statement: both drivers answer an object with `rows`, which the query builder's type does not know. */
export function rowsOf<Row = Record<string, unknown>>(result: unknown): Row[] {
  return (result as { rows: Row[] }).rows
}
