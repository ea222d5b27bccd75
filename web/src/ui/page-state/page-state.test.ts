import assert from 'node:assert/strict'
import { test } from 'node:test'
import { load, render, wordsOf } from '../../testing/component.ts'
import { sampleProblem } from '../../testing/samples.ts'
import { type PageQuery, pageStateOf } from './page-state-of.ts'

const { PageState } = await load<typeof import('./page-state.tsx')>('ui/page-state/page-state.tsx')
const { RequestFailed } = await load<typeof import('../../api/result.ts')>('api/result.ts')

const query = (change: Partial<PageQuery<readonly string[]>>): PageQuery<readonly string[]> => ({
  data: undefined,
  isError: false,
  error: null,
  refetch: () => undefined,
  ...change,
})
const failed = { isError: true, error: new RequestFailed(sampleProblem('server.busy')) }
const shown = (change: Partial<PageQuery<readonly string[]>>, bare = false) =>
  render(PageState<string>, {
    query: query(change),
    waiting: 'Loading the cameras…',
    empty: 'Add the first one.',
    bare,
    children: 'The page.',
  })

test('a page waits, and says what for', () => {
  assert.equal(wordsOf(shown({})), 'Loading the cameras…')
  assert.match(shown({}), /role="status"/)
})

test('a question that failed is told, with the way to ask again', () => {
  assert.equal(wordsOf(shown(failed)), 'Title Detail. Try again')
  assert.match(shown(failed, true), /max-w-lg.*role="alert"/s)
  assert.doesNotMatch(shown(failed), /max-w-lg/)
})

test('what is empty says what to do first', () => {
  assert.equal(wordsOf(shown({ data: [] })), 'Add the first one.')
})

test('what was read once stays when a later question fails, and so does its emptiness', () => {
  assert.equal(wordsOf(shown({ ...failed, data: ['a'] })), 'The page.')
  assert.equal(wordsOf(shown({ ...failed, data: [] })), 'Add the first one.')
})

test('data that is no list is empty by its own measure', () => {
  assert.equal(
    pageStateOf({ ...query({}), data: 0 }, count => count === 0),
    'empty',
  )
  assert.equal(
    pageStateOf({ ...query({}), data: 0 }, () => false),
    'ready',
  )
})
