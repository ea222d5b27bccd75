import type { CountedKind, FactKind, FactOf } from './fact.ts'

type HandlersOf<Kind extends FactKind> = { readonly [Each in Kind]?: (fact: FactOf<Each>) => unknown }

/** What a subscriber does on each kind of fact that it wants; where that returns a promise, it is waited for. */
export type FactHandlers =
  | (HandlersOf<Exclude<FactKind, CountedKind>> & { readonly [Each in CountedKind | 'missed']?: undefined })
  | (HandlersOf<FactKind> & {
      /** So many facts that count were dropped, because too many waited: look afresh at where they come from. */
      readonly missed: (count: number) => unknown
    })
