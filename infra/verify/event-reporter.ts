import type { TestEvent } from 'node:test/reporters'

/** What is counted of a test file: one JSON object on each line, written as it happens, so that a kill loses none. */
export interface Outcome {
  readonly kind: 'started' | 'passed' | 'failed' | 'skipped'
  readonly name: string
  /** Why it was skipped. */
  readonly reason?: string
}

function outcomeOf(event: TestEvent): Outcome | null {
  if (event.type === 'test:dequeue') return { kind: 'started', name: event.data.name }
  if (event.type !== 'test:pass' && event.type !== 'test:fail') return null
  const { name, skip, todo, details } = event.data
  const why = skip ?? todo
  if (why !== undefined && why !== false) return { kind: 'skipped', name, reason: why === true ? '' : why }
  if (event.type === 'test:pass') return details.type === 'suite' ? null : { kind: 'passed', name }
  const error = event.data.details.error as { failureType?: string }
  // A suite is no test; it fails by itself only when one of its hooks does.
  return details.type === 'suite' && error.failureType === 'subtestsFailed' ? null : { kind: 'failed', name }
}

export default async function* report(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  for await (const event of events) {
    const outcome = outcomeOf(event)
    if (outcome) yield `${JSON.stringify(outcome)}\n`
  }
}
