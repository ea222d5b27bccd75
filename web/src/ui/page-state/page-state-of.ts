/** The parts of a query that decide what a page shows. */
export interface PageQuery<Data> {
  readonly data: Data | undefined
  readonly isError: boolean
  readonly error: unknown
  readonly refetch: () => unknown
}

type PageStateKind = 'waiting' | 'failed' | 'empty' | 'ready'

/** What was read once stays on the screen when a later question fails: old is better than nothing. */
export function pageStateOf<Data>(query: PageQuery<Data>, isEmpty: (data: Data) => boolean): PageStateKind {
  const { data } = query
  if (data === undefined) return query.isError ? 'failed' : 'waiting'
  return isEmpty(data) ? 'empty' : 'ready'
}
