/** The same things in the order of their names, numbers in names by their value. */
export const byName = <Item extends { readonly name: string }>(items: readonly Item[]): Item[] =>
  items.toSorted((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }))
