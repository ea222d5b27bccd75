/** The item `by` places after the one with this id, round and round; undefined where there is none at all. */
export function neighbour<Item extends { readonly id: string }>(
  items: readonly Item[],
  id: string | undefined,
  by: number,
): Item | undefined {
  const at = items.findIndex(item => item.id === id)
  return items[(at + by + items.length) % items.length]
}
