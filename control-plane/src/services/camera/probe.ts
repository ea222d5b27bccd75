import { type ProbeReply, probeRequestSchema } from '@nightjar/shared/api/camera.ts'
import { showCertificate } from '@nightjar/shared/api/shown-certificate.ts'
import { hasPlaceholder } from '@nightjar/shared/camera-address/placeholders.ts'
import { addressWarnings } from '@nightjar/shared/camera-address/suspicious-parts.ts'
import { cameraProbe } from '@nightjar/shared/protocol/commands/camera-probe.ts'
import { and, eq } from 'drizzle-orm'
import { writeAudit } from '../../audit/write-audit.ts'
import type { Context } from '../../context/context.ts'
import { parse } from '../../context/parse.ts'
import { commands } from '../../db/schema/commands.ts'
import { authorizeSomewhere } from '../../policy/authorize.ts'
import type { RunCommand } from '../command/run-command.ts'
import { cameraActions } from './audit-actions.ts'
import { chooseAgent, loopbackOf } from './choose-agent.ts'
import { hostOf } from './host-of.ts'
import { planPins } from './plan-pins.ts'
import { readSources, refuseUnfilled } from './read-sources.ts'
import { sealCredentials } from './seal-credentials.ts'
import { bindsCredentials, tooOldToFill } from './seal-for-agent.ts'

/**
 * Has the agent open a camera once and say what it sends. Nothing of the camera is saved.
 * @throws AppError the agent's own `camera.` code, `agent.offline`, `agent.timeout`, `agent.protocol`,
 *   `camera.source-refused`.
 */
export async function probeCamera(context: Context, input: unknown, run: RunCommand): Promise<ProbeReply> {
  authorizeSomewhere(context, 'camera.manage')
  const request = parse(probeRequestSchema, input)
  const agent = await chooseAgent(context.db, context, request.agentId)
  const sources = readSources(request, await loopbackOf(context.db, context.actor, agent.id))
  if (sources.credentials === null) refuseUnfilled([sources.url])
  if (hasPlaceholder(sources.url) && !(await bindsCredentials(context.db, agent))) throw tooOldToFill()
  const credentials = sources.credentials && (await sealCredentials(agent.sealingKey, sources.credentials, sources.url))
  const { transport } = request
  const pin = planPins(sources.url, request.tlsPin, [])(sources.url)
  const body = {
    url: sources.url,
    // An agent that cannot choose uses TCP.
    transport: transport === 'auto' ? ('tcp' as const) : transport,
    ...(transport === 'auto' && { automatic: true }),
    ...(pin !== null && { tlsPin: pin }),
    credentials,
  }
  const { commandId, result } = await run(context, agent.id, cameraProbe, body, tx =>
    writeAudit(tx, context, {
      action: cameraActions.probed,
      subject: { kind: 'agent', id: agent.id },
      facts: { host: hostOf(sources.url) },
    }),
  )
  const { facts, measuredFrameRate, picture, certificate } = result
  return {
    facts,
    measuredFrameRate,
    picture: picture ? await takePicture(context, commandId) : null,
    warnings: addressWarnings(sources.url),
    url: sources.url,
    transport: result.transport ?? null,
    certificate: certificate ? showCertificate(certificate) : null,
  }
}

async function takePicture(context: Context, commandId: string): Promise<ProbeReply['picture']> {
  const [row] = await context.db
    .select({ picture: commands.picture })
    .from(commands)
    .where(and(eq(commands.organisationId, context.actor.organisationId), eq(commands.id, commandId)))
  return row?.picture ? { contentType: 'image/jpeg', base64: Buffer.from(row.picture).toString('base64') } : null
}
