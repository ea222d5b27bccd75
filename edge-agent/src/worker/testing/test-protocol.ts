import type { WorkerKind } from '../protocol.ts'

export const fate = {
  well: 'goes on',
  die: 'exits',
  'be killed': 'as by a system that has no memory left',
  hang: 'its event loop stands',
  swell: 'takes 500 MB and hangs',
  'ignore stop': 'does not leave when told to',
  'echo bytes': 'writes to its second pipe what it reads from its first',
  'last words': 'says so while it stops',
} as const

export interface TestProtocol {
  readonly order: { readonly kind: 'do'; readonly doing: keyof typeof fate }
  readonly report: {
    readonly kind: 'doing'
    readonly doing: keyof typeof fate
    readonly pid: number
    readonly weight?: Uint8Array
  }
  readonly requests: {
    readonly echo: { readonly ask: unknown; readonly answer: unknown }
    readonly fail: { readonly ask: null; readonly answer: null }
    readonly never: { readonly ask: null; readonly answer: null }
  }
}

export const testKind: WorkerKind<TestProtocol> = {
  name: 'test',
  modulePath: new URL('test-worker.ts', import.meta.url).pathname,
  deadlinesMs: { echo: 5_000, fail: 5_000, never: 7_000 },
}
