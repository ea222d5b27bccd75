import type { LocalApi } from './local-api.ts'

const cameras = [
  { path: 'front-door', name: 'Front door' },
  { path: 'yard', name: 'Yard' },
]

/** Adds the virtual cameras by the same verb as any other camera; short segments, so that there is soon something to play. */
export async function addDemoCameras(api: LocalApi, port: number): Promise<void> {
  for (const { path, name } of cameras) {
    await api.addCamera({
      name,
      url: `rtsp://127.0.0.1:${port}/${path}/main`,
      liveUrl: `rtsp://127.0.0.1:${port}/${path}/sub`,
      recording: { mode: 'continuous', segmentSeconds: 10, retentionDays: 1, quotaBytes: 2_000_000_000 },
    })
  }
}
