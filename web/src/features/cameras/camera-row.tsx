import type { Camera } from '@nightjar/shared/api/camera.ts'
import { A } from '@solidjs/router'
import Ellipsis from 'lucide-solid/icons/ellipsis'
import Pencil from 'lucide-solid/icons/pencil'
import Trash from 'lucide-solid/icons/trash'
import { For, Show } from 'solid-js'
import { formatBitRate, formatBytes } from '../../time/bytes.ts'
import { Badge } from '../../ui/badge/badge.tsx'
import { Menu, MenuItem, MenuLine } from '../../ui/menu/menu.tsx'
import { counted } from '../../words/counted.ts'
import { transportText } from '../../words/transport-words.ts'
import { cameraState } from './camera-state.ts'
import { ChainNote } from './chain-note.tsx'
import { EvictionNote } from './eviction-note.tsx'
import { SeamNote } from './seam-note.tsx'

interface CameraRowProps {
  readonly camera: Camera
  readonly siteName: string
  readonly now: number
  readonly mayManage: boolean
  readonly onEdit: () => void
  readonly onDelete: () => void
  readonly onDecide: () => void
}

export function CameraRow(props: CameraRowProps) {
  const state = () => cameraState(props.camera, props.now)
  const stream = () => props.camera.streams.find(({ roles }) => roles.includes('record')) ?? props.camera.streams[0]
  const facts = () => stream()?.facts
  return (
    <tr class="border-line border-b align-top last:border-b-0 hover:bg-hover/40 max-md:flex max-md:flex-wrap max-md:items-center max-md:px-3 max-md:py-2">
      <td class="py-2.5 pr-3 pl-4 max-md:min-w-0 max-md:flex-1 max-md:p-0 [overflow-wrap:anywhere]">
        <A href={`/?camera=${props.camera.id}`} class="font-medium hover:underline">
          {props.camera.name}
        </A>
        <p class="text-sm text-text-3">{props.siteName}</p>
      </td>
      <td class="px-3 py-2.5 max-md:order-3 max-md:w-full max-md:px-0 max-md:py-1">
        <Badge tone={state().tone} dot>
          {state().title}
        </Badge>
        <Show when={state().detail}>
          <p class="mt-1 max-w-sm text-sm text-text-2">{state().detail}</p>
        </Show>
        <For each={props.camera.warnings}>
          {sentence => <p class="mt-1 max-w-sm text-connecting text-sm [overflow-wrap:anywhere]">{sentence}</p>}
        </For>
        <ChainNote camera={props.camera} mayManage={props.mayManage} onDecide={props.onDecide} />
        <EvictionNote camera={props.camera} now={props.now} />
        <SeamNote camera={props.camera} now={props.now} />
      </td>
      <td class="px-3 py-2.5 text-text-2 max-md:hidden">
        <Show when={facts()} fallback={<span class="text-text-3">not known yet</span>}>
          {known => (
            <>
              {known().codec === 'h265' ? 'H.265' : 'H.264'} {known().width}×{known().height}
              <p class="text-sm text-text-3">
                {known().frameRate === null ? '' : `${Math.round(known().frameRate!)} fps`}
                <Show when={stream()?.bitsPerSecond}>{rate => `, ${formatBitRate(rate())}`}</Show>
              </p>
              <Show when={stream()?.transportInUse}>
                {use => <p class="text-sm text-text-3">{transportText(use(), stream()?.transport)}</p>}
              </Show>
            </>
          )}
        </Show>
      </td>
      <td class="px-3 py-2.5 text-text-2 max-md:hidden">
        {retention(props.camera)}
        <p class="text-sm text-text-3">
          {props.camera.recording.segmentSeconds} s segments{props.camera.recording.audio ? ', with sound' : ''}
        </p>
      </td>
      <td class="py-1.5 pr-2 text-right max-md:p-0">
        <Show when={props.mayManage}>
          <Menu label={`Actions for ${props.camera.name}`} trigger={<Ellipsis size={16} />}>
            <MenuItem icon={<Pencil size={15} />} onSelect={props.onEdit}>
              Edit
            </MenuItem>
            <MenuLine />
            <MenuItem danger icon={<Trash size={15} />} onSelect={props.onDelete}>
              Delete
            </MenuItem>
          </Menu>
        </Show>
      </td>
    </tr>
  )
}

function retention({ recording }: Camera): string {
  if (recording.mode === 'off') return 'Not recorded'
  const age = recording.retentionDays === null ? null : counted(recording.retentionDays, 'day')
  const size = recording.quotaBytes === null ? null : formatBytes(recording.quotaBytes)
  return [age, size].filter(Boolean).join(' or ') || 'Until the space is needed'
}
