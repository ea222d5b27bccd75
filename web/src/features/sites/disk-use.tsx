import type { Agent } from '@nightjar/shared/api/agent.ts'
import { formatBytes } from '../../time/bytes.ts'
import { diskUse } from './agent-words.ts'

const looks = { offline: 'bg-offline', connecting: 'bg-connecting', none: 'bg-text-3' }

/** How full the disk is, in words and as a bar. */
export function DiskUse(props: { readonly disk: NonNullable<Agent['disk']> }) {
  const use = () => diskUse(props.disk)
  const look = () => looks[use().trouble ?? 'none']
  return (
    <div>
      {formatBytes(props.disk.freeBytes)} free of {formatBytes(props.disk.totalBytes)}
      <span class="text-text-3">, recordings {formatBytes(props.disk.recordingBytes)}</span>
      <div class="mt-1 h-1 overflow-hidden rounded-full bg-hover" aria-hidden="true">
        <div class={`h-full ${look()}`} style={{ width: `${Math.round(use().share * 100)}%` }} />
      </div>
    </div>
  )
}
