import { z } from 'zod'

/** What those who run the installation should look at. */
export const noticeSchema = z.object({ text: z.string() }).meta({ id: 'Notice' })
export type Notice = z.infer<typeof noticeSchema>
