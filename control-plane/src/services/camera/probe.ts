import { type ProbeReply, probeRequestSchema } from '@nightjar/shared/api/camera.ts'
import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { and, eq } from 'drizzle-orm'
import { writeAudit } from '../../audit/write-audit.ts'
import type { Context } from '../../context/context.ts'
import { parse } from '../../context/parse.ts'
import { commands } from '../../db/schema/commands.ts'
import { transaction } from '../../db/transaction.ts'
import { authorizeSomewhere } from '../../policy/authorize.ts'
import { issueCommand } from '../command/issue.ts'
import type { CommandResults } from '../command/results.ts'
import { cameraActions } from './audit-actions.ts'
import { hostOf } from './camera-host.ts'
import { chooseAgent, loopbackOf } from './choose-agent.ts'
import { readSources } from './read-sources.ts'
import { sealCredentials } from './seal-credentials.ts'

/** A slow camera takes a few seconds to answer and the next keyframe may be ten away. */
const lifetimeMs = 25_000

/**
 * Has the agent open a camera once and say what it sends. Nothing of the camera is saved.
 * @throws AppError the agent's own `camera.` code, `agent.offline`, `agent.timeout`, `camera.source-refused`.
 */
export async function probeCamera(context: Context, input: unknown, results: CommandResults): Promise<ProbeReply> {
  authorizeSomewhere(context, 'camera.manage')
  const request = parse(probeRequestSchema, input)
  const agent = await chooseAgent(context.db, context, request.agentId)
  const sources = readSources(request, await loopbackOf(context.db, context.actor, agent.id))
  const credentials = sources.credentials && (await sealCredentials(agent.sealingKey, sources.credentials, sources.url))
  const command = await transaction(context, async tx => {
    const issued = await issueCommand(tx, context, {
      agentId: agent.id,
      lifetimeMs,
      body: { verb: 'camera.probe', url: sources.url, transport: request.transport, credentials },
    })
    await writeAudit(tx, context, {
      action: cameraActions.probed,
      subject: { kind: 'agent', id: agent.id },
      facts: { host: hostOf(sources.url) },
    })
    return issued
  })
  const { probe } = await results.awaitResult(context, command)
  if (!probe) throw new AppError('agent.timeout', { detail: 'the agent answered a probe without findings' })
  return {
    facts: probe.facts,
    measuredFrameRate: probe.measuredFrameRate,
    picture: probe.picture ? await takePicture(context, command.id) : null,
  }
}

async function takePicture(context: Context, commandId: string): Promise<ProbeReply['picture']> {
  const [row] = await context.db
    .select({ picture: commands.picture })
    .from(commands)
    .where(and(eq(commands.organisationId, context.actor.organisationId), eq(commands.id, commandId)))
  return row?.picture ? { contentType: 'image/jpeg', base64: Buffer.from(row.picture).toString('base64') } : null
}
