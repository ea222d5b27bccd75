import type { Agent } from '@nightjar/shared/api/agent.ts'
import type { Site } from '@nightjar/shared/api/site.ts'
import type { Accessor } from 'solid-js'
import { createRootContext } from '../../primitives/create-root-context.ts'
import type { CameraDraft } from './camera-draft.ts'

export interface CameraForm {
  readonly draft: Accessor<CameraDraft>
  readonly change: (part: Partial<CameraDraft>) => void
  /** Sentences by the name of their field. */
  readonly errors: Accessor<Readonly<Record<string, string>>>
  /** Which the camera may be given to; one alone is no choice. */
  readonly agents: Accessor<readonly Agent[]>
  readonly sites: Accessor<readonly Site[]>
  /** The camera has one, which is kept while the field stays empty. */
  readonly storedPassword: boolean
  /** The camera refuses what is stored. */
  readonly passwordRefused: boolean
  /** The stored key's fingerprint; null: none. */
  readonly adoptedKey: string | null
  /** What pictures come over now, in words; null: not known. */
  readonly transportInUse: string | null
}

export const [CameraFormProvider, useCameraForm] = createRootContext<CameraForm>('CameraForm')
