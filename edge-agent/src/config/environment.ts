import type { LoopbackAllowance } from '@nightjar/shared/address-policy/loopback.ts'
import { type LogLevel, logLevelSchema } from '@nightjar/shared/domain/log-level.ts'
import { z } from 'zod'

const list = z
  .string()
  .default('')
  .transform(text =>
    text
      .split(',')
      .map(part => part.trim())
      .filter(Boolean),
  )

/** Everything the agent takes from its environment; the only place that reads it. */
export const environmentSchema = z.object({
  NIGHTJAR_CONTROL_PLANE: z
    .url({
      protocol: /^https?$/,
      error: 'set it to the address of the control plane, e.g. https://nvr.example.org',
    })
    .describe('Address of the control plane, such as https://nvr.example.org.'),
  NIGHTJAR_DATA_DIR: z
    .string()
    .min(1)
    .default('./data/agent')
    .describe('Folder of identity, index, configuration and recordings.'),
  NIGHTJAR_ENROLMENT_CODE: z
    .string()
    .optional()
    .describe('One-time code from the web app; needed at the first start only.'),
  NIGHTJAR_ALLOW_LOOPBACK_CAMERAS: z
    .enum(['0', '1'], { error: 'set it to 1 or leave it out' })
    .default('0')
    .describe('1: cameras on the machine of the agent are allowed. For test rigs; shown as a warning.'),
  NIGHTJAR_LOOPBACK_ENDPOINTS: list.describe(
    'Exact host:port pairs on the own machine that are allowed, with commas; the demo uses it.',
  ),
  NIGHTJAR_LOG_LEVEL: logLevelSchema.default('info').describe('How much is logged.'),
})

export interface AgentOptions {
  /** Origin without a trailing slash. */
  readonly controlPlane: string
  readonly dataDir: string
  readonly enrolmentCode: string | null
  /** Cameras on the agent's own host; see shared/src/address-policy. */
  readonly allowLoopback: LoopbackAllowance
  readonly logLevel: LogLevel
}

/** @throws Error with one sentence for each variable that is wrong. */
export function readEnvironment(environment: NodeJS.ProcessEnv = process.env): AgentOptions {
  const parsed = environmentSchema.safeParse(environment)
  if (!parsed.success) {
    throw new Error(parsed.error.issues.map(issue => `${issue.path.join('.')}: ${issue.message}`).join('\n'))
  }
  const values = parsed.data
  return {
    controlPlane: new URL(values.NIGHTJAR_CONTROL_PLANE).origin,
    dataDir: values.NIGHTJAR_DATA_DIR,
    enrolmentCode: values.NIGHTJAR_ENROLMENT_CODE?.replaceAll('-', '').toUpperCase() || null,
    allowLoopback:
      values.NIGHTJAR_ALLOW_LOOPBACK_CAMERAS === '1'
        ? 'any'
        : values.NIGHTJAR_LOOPBACK_ENDPOINTS.length > 0
          ? values.NIGHTJAR_LOOPBACK_ENDPOINTS
          : 'none',
    logLevel: values.NIGHTJAR_LOG_LEVEL,
  }
}
