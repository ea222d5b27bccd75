import type { Camera } from '@nightjar/shared/api/camera.ts'
import { type Accessor, createMemo } from 'solid-js'
import { afterSelect } from './timeline-address.ts'

/** The cameras whose pictures are on the screen; always one at least, the first of them leads. */
export interface Selection {
  readonly ids: Accessor<readonly string[]>
  readonly first: Accessor<string>
  readonly includes: (cameraId: string) => boolean
  /** Alone, or with `add` together with the others (and away again). */
  readonly select: (cameraId: string, add: boolean) => void
}

const sameOrder = { equals: (a: readonly string[], b: readonly string[]) => a.join() === b.join() }

/** Ids that change only when a camera comes, goes or moves, although every poll brings new objects. */
export const createCameraIds = (cameras: Accessor<readonly Camera[]>): Accessor<readonly string[]> =>
  createMemo<readonly string[]>(() => cameras().map(({ id }) => id), [], sameOrder)

/**
 * @param named ids of the page's address; unknown ones are passed over, and none of them means the first camera
 * @param remember puts the choice into the address
 */
export function createSelection(
  cameraIds: Accessor<readonly string[]>,
  named: Accessor<readonly string[]>,
  remember: (ids: readonly string[]) => void,
): Selection {
  const ids = createMemo<readonly string[]>(
    () => {
      const known = named().filter(id => cameraIds().includes(id))
      return known.length > 0 ? known : cameraIds().slice(0, 1)
    },
    [],
    sameOrder,
  )
  return {
    ids,
    first: () => ids()[0]!,
    includes: cameraId => ids().includes(cameraId),
    select: (cameraId, add) => remember(afterSelect(ids(), cameraId, add)),
  }
}
