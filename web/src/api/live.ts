import { liveTicketSchema } from '@nightjar/shared/api/live.ts'
import { request } from './client.ts'

export type LiveQuality = 'small' | 'full'

export const createLiveTicket = (cameraId: string, quality: LiveQuality, signal?: AbortSignal) =>
  request('/live/tickets', liveTicketSchema, { method: 'POST', body: { cameraId, quality }, signal })
