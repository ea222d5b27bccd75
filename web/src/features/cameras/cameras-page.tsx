import type { Camera } from '@nightjar/shared/api/camera.ts'
import { roleHolds } from '@nightjar/shared/policy/permissions.ts'
import { useSearchParams } from '@solidjs/router'
import { useQueryClient } from '@tanstack/solid-query'
import Cctv from 'lucide-solid/icons/cctv'
import Plus from 'lucide-solid/icons/plus'
import { createMemo, createSignal, Match, Show, Switch } from 'solid-js'
import { deleteCamera } from '../../api/cameras.ts'
import { queryKeys, useCameras, useMe, useSites } from '../../api/queries.ts'
import { problemOf } from '../../api/result.ts'
import { createNow } from '../../primitives/create-now.ts'
import { ForById } from '../../primitives/for-by-id.tsx'
import { usePageTitle } from '../../primitives/use-page-title.ts'
import { Button } from '../../ui/button/button.tsx'
import { Confirm } from '../../ui/dialog/confirm.tsx'
import { EmptyState } from '../../ui/empty-state/empty-state.tsx'
import { ProblemNote } from '../../ui/problem/problem-note.tsx'
import { notify } from '../../ui/toast/toast.tsx'
import { Waiting } from '../../ui/waiting/waiting.tsx'
import { AddCameraDialog } from './add-camera-dialog.tsx'
import { CameraRow } from './camera-row.tsx'
import { EditCameraDialog } from './edit-camera-dialog.tsx'

export function CamerasPage() {
  usePageTitle(() => 'Cameras')
  const cameras = useCameras()
  const sites = useSites()
  const me = useMe()
  const queryClient = useQueryClient()
  const now = createNow(5000)
  const [search, setSearch] = useSearchParams<{ add?: string }>()
  const [edited, setEdited] = createSignal<Camera | null>(null)
  const [doomed, setDoomed] = createSignal<Camera | null>(null)
  const [deleting, setDeleting] = createSignal(false)
  const mayManage = () => me.data !== undefined && roleHolds(me.data.user.role, 'camera.manage')
  const sorted = createMemo(() =>
    [...(cameras.data ?? [])].sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true })),
  )
  const siteName = (id: string) => sites.data?.find(site => site.id === id)?.name ?? ''
  const adding = () => search.add !== undefined && mayManage()

  const remove = async () => {
    const camera = doomed()
    if (camera === null) return
    setDeleting(true)
    const result = await deleteCamera(camera.id)
    setDeleting(false)
    if (result.kind === 'failed')
      notify({ title: `${camera.name} was not deleted`, detail: result.problem.detail, failed: true })
    else notify({ title: `${camera.name} was deleted` })
    setDoomed(null)
    await queryClient.invalidateQueries({ queryKey: queryKeys.cameras })
  }
  const addButton = () => (
    <Button look="primary" onClick={() => setSearch({ add: '1' })}>
      <Plus size={15} /> Add camera
    </Button>
  )

  return (
    <div class="mx-auto w-full max-w-6xl p-4 max-md:p-3">
      <header class="mb-4 flex items-center justify-between">
        <h1 class="font-semibold text-xl">Cameras</h1>
        <Show when={mayManage() && sorted().length > 0}>{addButton()}</Show>
      </header>
      <Switch fallback={<Waiting>Loading the cameras…</Waiting>}>
        <Match when={cameras.data === undefined && cameras.isError}>
          <ProblemNote problem={problemOf(cameras.error)} onRetry={() => cameras.refetch()} />
        </Match>
        <Match when={cameras.data !== undefined && sorted().length === 0}>
          <EmptyState icon={<Cctv size={22} />} title="No cameras yet" action={mayManage() ? addButton() : undefined}>
            Paste the RTSP address of a camera; Nightjar shows its picture before anything is saved.
          </EmptyState>
        </Match>
        <Match when={sorted().length > 0}>
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
                <ForById each={sorted()}>
                  {camera => (
                    <CameraRow
                      camera={camera()}
                      siteName={siteName(camera().siteId)}
                      now={now()}
                      mayManage={mayManage()}
                      onEdit={() => setEdited(camera())}
                      onDelete={() => setDoomed(camera())}
                    />
                  )}
                </ForById>
              </tbody>
            </table>
          </div>
        </Match>
      </Switch>
      <Show when={adding()}>
        <AddCameraDialog onClose={() => setSearch({ add: undefined })} />
      </Show>
      <Show when={edited()} keyed>
        {camera => <EditCameraDialog camera={camera} onClose={() => setEdited(null)} />}
      </Show>
      <Confirm
        open={doomed() !== null}
        onOpenChange={open => !open && setDoomed(null)}
        title={`Delete ${doomed()?.name ?? 'camera'}?`}
        action="Delete camera"
        busy={deleting()}
        onConfirm={remove}
      >
        It stops recording and disappears from every page. Its recordings can no longer be found here. This cannot be
        taken back.
      </Confirm>
    </div>
  )
}
