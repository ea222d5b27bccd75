import type { ProbeReply } from '@nightjar/shared/api/camera.ts'
import type { Problem } from '@nightjar/shared/api/problem.ts'
import { createSignal, onCleanup } from 'solid-js'
import { type ProbeRequest, probeCamera } from '../../api/cameras.ts'

type ProbeState =
  | { readonly kind: 'none' | 'running' }
  | { readonly kind: 'found'; readonly reply: ProbeReply }
  | { readonly kind: 'failed'; readonly problem: Problem }

/** Asks a camera what it sends. What was found out belongs to what was asked: `forget` when that changes. */
export function createProbe() {
  const [state, setState] = createSignal<ProbeState>({ kind: 'none' })
  let asking = new AbortController()
  onCleanup(() => asking.abort())
  return {
    running: () => state().kind === 'running',
    reply(): ProbeReply | null {
      const now = state()
      return now.kind === 'found' ? now.reply : null
    },
    problem(): Problem | null {
      const now = state()
      return now.kind === 'failed' ? now.problem : null
    },
    async ask(body: ProbeRequest): Promise<void> {
      asking.abort()
      asking = new AbortController()
      setState({ kind: 'running' })
      const result = await probeCamera(body, asking.signal)
      if (result.kind === 'ok') setState({ kind: 'found', reply: result.value })
      if (result.kind === 'failed') setState({ kind: 'failed', problem: result.problem })
    },
    forget(): void {
      asking.abort()
      setState({ kind: 'none' })
    },
  }
}
