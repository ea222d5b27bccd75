import { noticeSchema } from '@nightjar/shared/api/notice.ts'
import { pageOf } from '@nightjar/shared/api/page.ts'
import { request } from './client.ts'

export const listNotices = (signal?: AbortSignal) => request('/notices', pageOf(noticeSchema), { signal })
