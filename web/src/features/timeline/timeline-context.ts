import type { Camera } from '@nightjar/shared/api/camera.ts'
import type { Accessor } from 'solid-js'
import { createRootContext } from '../../primitives/create-root-context.ts'
import type { Axis } from './create-axis.ts'
import type { Selection } from './create-selection.ts'
import type { TimelineData } from './create-timeline-data.ts'
import type { Transport } from './create-transport.ts'

export interface Timeline {
  /** In the order of their tracks. */
  readonly cameras: Accessor<readonly Camera[]>
  /** Epoch ms, renewed every second. */
  readonly now: Accessor<number>
  readonly axis: Axis
  readonly selection: Selection
  readonly data: TimelineData
  readonly transport: Transport
}

export const [TimelineProvider, useTimeline] = createRootContext<Timeline>('TimelineDesk')
