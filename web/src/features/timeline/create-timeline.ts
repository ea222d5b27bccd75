import type { Camera } from '@nightjar/shared/api/camera.ts'
import { useSearchParams } from '@solidjs/router'
import type { Accessor } from 'solid-js'
import { browserClock } from '../../player/player-clock.ts'
import { createNow } from '../../primitives/create-now.ts'
import { createAxis } from './create-axis.ts'
import { createCameraIds, createSelection } from './create-selection.ts'
import { createTimelineData } from './create-timeline-data.ts'
import { createTransport } from './create-transport.ts'
import { sinceAdded } from './interval.ts'
import { readAddress } from './timeline-address.ts'
import type { Timeline } from './timeline-context.ts'
import { firstSpan } from './view-range.ts'

/** Where the timeline opens: far enough back that the segment there is closed and reported. */
const openAtMs = 90_000

/** Everything the parts of the desk share; the address of the page says which cameras and which moment. */
export function createTimeline(cameras: Accessor<readonly Camera[]>): Timeline {
  const [search, setSearch] = useSearchParams<{ camera?: string; t?: string }>()
  const now = createNow()
  const address = readAddress({ ...search })
  const startMs = address.atMs ?? now() - openAtMs
  const created = cameras().map(({ createdAt }) => Date.parse(createdAt))
  const axis = createAxis(startMs, firstSpan(created, now()), now)
  const cameraIds = createCameraIds(cameras)
  const selection = createSelection(
    cameraIds,
    () => readAddress({ ...search }).cameras,
    ids => setSearch({ camera: ids.join(',') }, { replace: true }),
  )
  const known = createTimelineData(axis.view, cameraIds)
  const addedMs = (cameraId: string) => Date.parse(cameras().find(({ id }) => id === cameraId)?.createdAt ?? '')
  const intervals = (cameraId: string) => sinceAdded(known.intervals(cameraId), addedMs(cameraId))
  const data = { ...known, intervals }
  const transport = createTransport({
    clock: browserClock,
    startMs,
    named: address.atMs !== null,
    axis,
    intervals: () => intervals(selection.first()),
    damaged: () => known.damaged(selection.first()),
    remember: atMs => setSearch({ t: new Date(Math.round(atMs)).toISOString() }, { replace: true }),
  })
  return { cameras, now, axis, selection, data, transport }
}
