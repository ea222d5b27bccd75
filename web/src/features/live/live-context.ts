import type { Camera } from '@nightjar/shared/api/camera.ts'
import type { Accessor } from 'solid-js'
import { createRootContext } from '../../primitives/create-root-context.ts'

export const columnChoices = ['auto', '1', '2', '3', '4'] as const
export type Columns = (typeof columnChoices)[number]

export interface Live {
  /** In the order of the grid. */
  readonly cameras: Accessor<readonly Camera[]>
  /** Epoch ms, renewed every second. */
  readonly now: Accessor<number>
  readonly columns: Accessor<Columns>
  readonly setColumns: (columns: Columns) => void
  readonly focus: (cameraId: string) => void
  /** From one camera back to all of them. */
  readonly leave: (cameraId: string) => void
  /** To the camera `by` places further, round and round. */
  readonly step: (by: number) => void
}

export const [LiveProvider, useLive] = createRootContext<Live>('LivePage')
