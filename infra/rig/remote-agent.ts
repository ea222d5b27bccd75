import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Enrolment, Site } from '@nightjar/shared/api/site.ts'
import { startProcess } from '../services/server-process.ts'
import type { ApiClient } from './api-client.ts'

export interface RemoteAgent {
  readonly siteId: string
  readonly dataDir: string
  readonly pid: number
  output(): string
  /** SIGTERM; its data stays. */
  stop(): Promise<void>
  remove(): Promise<void>
}

const main = join(import.meta.dirname, '..', '..', 'edge-agent', 'src', 'main.ts')

/** An agent as on a machine of its own, at a new site, that reaches the control plane at `controlPlane` only. */
export async function startRemoteAgent(api: ApiClient, controlPlane: string): Promise<RemoteAgent> {
  const site = await api.post<Site>('/api/v1/sites', { name: 'Remote site' })
  const { code } = await api.post<Enrolment>(`/api/v1/sites/${site.id}/enrolments`, {})
  const dataDir = mkdtempSync(join(tmpdir(), 'nightjar-remote-'))
  const env = {
    PATH: process.env.PATH,
    NIGHTJAR_CONTROL_PLANE: controlPlane,
    NIGHTJAR_DATA_DIR: dataDir,
    NIGHTJAR_ENROLMENT_CODE: code,
    NIGHTJAR_ALLOW_LOOPBACK_CAMERAS: '1',
  }
  const child = startProcess(process.execPath, [main], { env })
  return {
    siteId: site.id,
    dataDir,
    pid: child.pid,
    output: () => child.output(),
    stop: () => child.end(),
    async remove() {
      await child.end()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
