import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Asked, answerApi } from '../../testing/answers.ts'
import { withOwner } from '../../testing/reactive.ts'
import { sampleId, sampleProblem } from '../../testing/samples.ts'

// Of the browser it asks only whether the tab is to be seen.
Object.assign(globalThis, { document: Object.assign(new EventTarget(), { visibilityState: 'visible' }) })
const { QueryClient, QueryClientProvider } = await import('@tanstack/solid-query')
const { createComponent, createSignal } = await import('solid-js')
const { createTimelineData } = await import('./create-timeline-data.ts')

const hour = 3_600_000
/** Long past: what is newest depends on the clock of the machine. */
const past = Date.parse('2026-01-10T00:00:00Z')

/** All of what is asked for is recorded. */
function timelineOf({ path }: Asked) {
  const { pathname, searchParams } = new URL(path, 'http://nightjar.test')
  const [from, to] = [searchParams.get('from')!, searchParams.get('to')!]
  const recorded = { from, to, state: 'recorded', cause: null, where: 'both', segmentId: null }
  return {
    body: { cameraId: pathname.split('/')[2], from, to, intervals: [recorded], seams: [], damaged: [], next: null },
  }
}

const rangesOf = (asked: readonly Asked[]) =>
  asked.map(({ path }) => {
    const query = new URL(path, 'http://nightjar.test').searchParams
    return [Date.parse(query.get('from')!), Date.parse(query.get('to')!)] as const
  })

async function until(done: () => boolean): Promise<void> {
  for (let wait = 0; !done() && wait < 300; wait += 1) await new Promise(resolve => setTimeout(resolve, 10))
  assert.ok(done(), 'it did not come to that')
}

/** Timeline data under a query client of its own, with a view that can be moved. */
function withData(
  body: (parts: {
    data: ReturnType<typeof createTimelineData>
    setView: (view: { from: number; to: number }) => void
  }) => Promise<void>,
  cameras: readonly string[] = [sampleId(1)],
): Promise<void> {
  return withOwner(async () => {
    const [view, setView] = createSignal({ from: past, to: past + 2 * hour })
    let data!: ReturnType<typeof createTimelineData>
    const client = new QueryClient({ defaultOptions: { queries: { retry: false } } })
    createComponent(QueryClientProvider, {
      client,
      get children() {
        data = createTimelineData(view, () => cameras)
        return null
      },
    })
    try {
      await body({ data, setView })
    } finally {
      client.clear()
    }
  })
}

test('what is around the view is asked for in pieces that join without a seam', async () => {
  const asked = answerApi(timelineOf)
  await withData(async ({ data }) => {
    assert.equal(data.loading(), true)
    await until(() => !data.loading())
    const known = data.intervals(sampleId(1))
    assert.equal(known.length, 1)
    assert.ok(known[0]!.from < past && known[0]!.to > past + 2 * hour)
    const ranges = rangesOf(asked).toSorted((a, b) => a[0] - b[0])
    ranges.slice(1).forEach(([from], index) => {
      assert.equal(from, ranges[index]![1])
    })
    assert.deepEqual(data.intervals('another'), [])
  })
})

test('a view that moves within what is known asks for nothing again', async () => {
  const asked = answerApi(timelineOf)
  await withData(async ({ data, setView }) => {
    await until(() => !data.loading())
    const before = asked.length
    setView({ from: past + hour / 4, to: past + hour })
    await new Promise(resolve => setTimeout(resolve, 300))
    assert.equal(asked.length, before)
  })
})

test('a month is a handful of questions, none longer than the API answers', async () => {
  const asked = answerApi(timelineOf)
  await withData(async ({ data, setView }) => {
    setView({ from: past, to: past + 31 * 24 * hour })
    await until(() => !data.loading())
    assert.ok(asked.length <= 9, `${asked.length} questions`)
    for (const [from, to] of rangesOf(asked)) assert.ok(to - from <= 31 * 24 * hour)
  })
})

/** As {@link timelineOf}, but no more than ten minutes at once. */
function inTenMinutes(asked: Asked) {
  const whole = timelineOf(asked).body
  const next = new Date(Date.parse(whole.from) + 600_000).toISOString()
  const part = { ...whole, intervals: [{ ...whole.intervals[0]!, to: next }], next }
  return { body: next < whole.to ? part : whole }
}

test('what does not fit into one answer is asked for to its end', async () => {
  answerApi(asked => {
    const { body } = timelineOf(asked)
    const middle = new Date((Date.parse(body.from) + Date.parse(body.to)) / 2).toISOString()
    const isWhole = Date.parse(body.to) - Date.parse(body.from) <= hour
    return isWhole ? { body } : { body: { ...body, intervals: [{ ...body.intervals[0]!, to: middle }], next: middle } }
  })
  await withData(async ({ data }) => {
    await until(() => !data.loading())
    const known = data.intervals(sampleId(1))
    assert.equal(known.length, 1)
    assert.ok(known[0]!.from <= past && known[0]!.to >= past + 2 * hour)
    assert.equal(data.isCut(), false)
  })
})

test('what is more than anybody can look at is asked for up to a bound, and the page knows that it is cut', async () => {
  const asked = answerApi(inTenMinutes)
  await withData(async ({ data }) => {
    await until(() => !data.loading())
    assert.equal(data.isCut(), true)
    assert.ok(asked.length <= 16 * 2, `${asked.length} questions`)
  })
})

test('while somebody drags nothing is asked until the hand rests', async () => {
  const asked = answerApi(timelineOf)
  await withData(async ({ data, setView }) => {
    for (let step = 1; step <= 5; step += 1) {
      setView({ from: past + step * 24 * hour, to: past + step * 24 * hour + hour })
      await new Promise(resolve => setTimeout(resolve, 20))
    }
    assert.equal(asked.length, 0)
    await until(() => !data.loading())
    for (const [from] of rangesOf(asked)) assert.ok(from >= past + 4 * 24 * hour)
  })
})

test('a refusal is told, and gone with the next answer; the track that was known stays', async () => {
  let refuse = false
  answerApi(asked => (refuse ? { problem: sampleProblem('auth.forbidden') } : timelineOf(asked)))
  await withData(async ({ data, setView }) => {
    await until(() => !data.loading())
    refuse = true
    setView({ from: past + 100 * hour, to: past + 101 * hour })
    await until(() => data.problem() !== null)
    assert.equal(data.problem()?.code, 'auth.forbidden')
    assert.equal(data.intervals(sampleId(1)).length, 1)
    refuse = false
    data.refetch()
    await until(() => data.problem() === null)
  })
})
