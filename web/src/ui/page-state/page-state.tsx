import { createMemo, type JSX, Match, Switch } from 'solid-js'
import { problemOf } from '../../api/result.ts'
import { ProblemNote } from '../problem/problem-note.tsx'
import { Waiting } from '../waiting/waiting.tsx'
import { type PageQuery, pageStateOf } from './page-state-of.ts'

interface PageStateProps<Item> {
  readonly query: PageQuery<readonly Item[]>
  /** What is awaited: `Loading the cameras…`. */
  readonly waiting: string
  /** Instead of a list without entries: what to do first. */
  readonly empty: JSX.Element
  /** The page is nothing but the list: a problem gets margins of its own. */
  readonly bare?: boolean
  readonly children: JSX.Element
}

/** A page about a list: waiting for it, unable to get it, nothing in it, or the page itself. */
export function PageState<Item>(props: PageStateProps<Item>) {
  const kind = createMemo(() => pageStateOf(props.query, items => items.length === 0))
  const problem = () => <ProblemNote problem={problemOf(props.query.error)} onRetry={() => props.query.refetch()} />
  return (
    <Switch fallback={<Waiting>{props.waiting}</Waiting>}>
      <Match when={kind() === 'failed'}>
        {props.bare === true ? <div class="mx-auto w-full max-w-lg px-4 py-16">{problem()}</div> : problem()}
      </Match>
      <Match when={kind() === 'empty'}>{props.empty}</Match>
      <Match when={kind() === 'ready'}>{props.children}</Match>
    </Switch>
  )
}
