import { agentSchema } from '@nightjar/shared/api/agent.ts'
import { pageOf } from '@nightjar/shared/api/page.ts'
import { type createSiteSchema, enrolmentSchema, siteSchema } from '@nightjar/shared/api/site.ts'
import { z } from 'zod'
import { request } from './client.ts'

export const listSites = (signal?: AbortSignal) => request('/sites', pageOf(siteSchema), { signal })

export const createSite = (body: z.input<typeof createSiteSchema>) =>
  request('/sites', siteSchema, { method: 'POST', body })

export const createEnrolment = (siteId: string) =>
  request(`/sites/${siteId}/enrolments`, enrolmentSchema, { method: 'POST', body: {} })

export const listAgents = (signal?: AbortSignal) => request('/agents', pageOf(agentSchema), { signal })

export const continueAgent = (agentId: string, copyId: string) =>
  request(`/agents/${agentId}/continue`, agentSchema, { method: 'POST', body: { copyId } })

export const revokeAgent = (agentId: string) =>
  request(`/agents/${agentId}/revoke`, z.unknown(), { method: 'POST', body: {} })
