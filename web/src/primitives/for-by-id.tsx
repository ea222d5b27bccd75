import { type Accessor, createMemo, For, type JSX } from 'solid-js'

interface ForByIdProps<T> {
  readonly each: readonly T[]
  readonly children: (item: Accessor<T>, index: Accessor<number>) => JSX.Element
}

/** A list whose rows live as long as their id is in it, although every poll brings new objects. */
export function ForById<T extends { readonly id: string }>(props: ForByIdProps<T>) {
  return (
    <For each={props.each.map(({ id }) => id)}>
      {(id, index) => {
        const first = props.each.find(item => item.id === id)!
        const item = createMemo<T>(before => props.each.find(known => known.id === id) ?? before, first)
        return props.children(item, index)
      }}
    </For>
  )
}
