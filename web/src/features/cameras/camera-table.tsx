import type { Camera } from '@nightjar/shared/api/camera.ts'
import { useSites } from '../../api/queries.ts'
import { createNow } from '../../primitives/create-now.ts'
import { ForById } from '../../primitives/for-by-id.tsx'
import { CameraRow } from './camera-row.tsx'

interface CameraTableProps {
  readonly cameras: readonly Camera[]
  readonly mayManage: boolean
  readonly onEdit: (camera: Camera) => void
  readonly onDelete: (camera: Camera) => void
  readonly onDecide: (camera: Camera) => void
}

/** On a phone the rows are cards. */
export function CameraTable(props: CameraTableProps) {
  const sites = useSites()
  const now = createNow(5000)
  const siteName = (id: string) => sites.data?.find(site => site.id === id)?.name ?? ''
  return (
    <div class="overflow-x-auto rounded-lg border border-line bg-surface">
      <table class="w-full border-collapse text-left max-md:block">
        <thead class="max-md:hidden">
          <tr class="border-line border-b text-sm text-text-3 [&>th]:px-3 [&>th]:py-2 [&>th]:font-medium [&>th]:first:pl-4">
            <th>Camera</th>
            <th>State</th>
            <th>Recorded stream</th>
            <th>Kept</th>
            <th>
              <span class="sr-only">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody class="max-md:block">
          <ForById each={props.cameras}>
            {camera => (
              <CameraRow
                camera={camera()}
                siteName={siteName(camera().siteId)}
                now={now()}
                mayManage={props.mayManage}
                onEdit={() => props.onEdit(camera())}
                onDelete={() => props.onDelete(camera())}
                onDecide={() => props.onDecide(camera())}
              />
            )}
          </ForById>
        </tbody>
      </table>
    </div>
  )
}
