import type { Camera } from '@nightjar/shared/api/camera.ts'
import { roleHolds } from '@nightjar/shared/policy/permissions.ts'
import { useSearchParams } from '@solidjs/router'
import { useQueryClient } from '@tanstack/solid-query'
import Cctv from 'lucide-solid/icons/cctv'
import Plus from 'lucide-solid/icons/plus'
import { createSignal, Show } from 'solid-js'
import { deleteCamera } from '../../api/cameras.ts'
import { queryKeys, useCameras, useMe } from '../../api/queries.ts'
import { createRemoval } from '../../primitives/create-removal.ts'
import { usePageTitle } from '../../primitives/use-page-title.ts'
import { Button } from '../../ui/button/button.tsx'
import { Confirm } from '../../ui/dialog/confirm.tsx'
import { EmptyState } from '../../ui/empty-state/empty-state.tsx'
import { PageState } from '../../ui/page-state/page-state.tsx'
import { notify } from '../../ui/toast/toast.tsx'
import { AddCameraDialog } from './add-camera-dialog.tsx'
import { CameraTable } from './camera-table.tsx'
import { ChainDialog } from './chain-dialog.tsx'
import { EditCameraDialog } from './edit-camera-dialog.tsx'
import { KeyAlerts } from './key-alerts.tsx'

export function CamerasPage() {
  usePageTitle(() => 'Cameras')
  const cameras = useCameras()
  const me = useMe()
  const queryClient = useQueryClient()
  const [search, setSearch] = useSearchParams<{ add?: string }>()
  const [decided, setDecided] = createSignal<Camera | null>(null)
  const [edited, setEdited] = createSignal<Camera | null>(null)
  const mayManage = () => me.data !== undefined && roleHolds(me.data.user.role, 'camera.manage')
  const add = () => setSearch({ add: '1' })
  const removal = createRemoval<Camera>({
    remove: camera => deleteCamera(camera.id),
    onDone({ name }, failure) {
      if (failure === null) notify({ title: `${name} was deleted` })
      else notify({ title: `${name} was not deleted`, detail: failure, failed: true })
      return queryClient.invalidateQueries({ queryKey: queryKeys.cameras })
    },
  })

  return (
    <div class="mx-auto w-full max-w-6xl p-4 max-md:p-3">
      <header class="mb-4 flex items-center justify-between">
        <h1 class="font-semibold text-xl">Cameras</h1>
        <Show when={mayManage() && (cameras.data?.length ?? 0) > 0}>
          <AddButton onClick={add} />
        </Show>
      </header>
      <PageState
        query={cameras}
        waiting="Loading the cameras…"
        empty={
          <EmptyState
            icon={<Cctv size={22} />}
            title="No cameras yet"
            action={mayManage() ? <AddButton onClick={add} /> : undefined}
          >
            Paste the RTSP address of a camera; Nightjar shows its picture before anything is saved.
          </EmptyState>
        }
      >
        <Show when={mayManage()}>
          <KeyAlerts cameras={cameras.data ?? []} />
        </Show>
        <CameraTable
          cameras={cameras.data ?? []}
          mayManage={mayManage()}
          onEdit={setEdited}
          onDelete={removal.ask}
          onDecide={setDecided}
        />
      </PageState>
      <Show when={search.add !== undefined && mayManage()}>
        <AddCameraDialog onClose={() => setSearch({ add: undefined })} />
      </Show>
      <Show when={edited()} keyed>
        {camera => <EditCameraDialog camera={camera} onClose={() => setEdited(null)} />}
      </Show>
      <Show when={decided()} keyed>
        {camera => <ChainDialog camera={camera} onClose={() => setDecided(null)} />}
      </Show>
      <Confirm removal={removal} title={camera => `Delete ${camera?.name ?? 'camera'}?`} action="Delete camera">
        It stops recording and disappears from every page. Its recordings can no longer be found here. This cannot be
        taken back.
      </Confirm>
    </div>
  )
}

function AddButton(props: { readonly onClick: () => void }) {
  return (
    <Button look="primary" onClick={() => props.onClick()}>
      <Plus size={15} /> Add camera
    </Button>
  )
}
