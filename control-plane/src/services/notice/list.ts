import type { Notice } from '@nightjar/shared/api/notice.ts'
import type { Context } from '../../context/context.ts'
import type { Notices } from '../../platform/notices.ts'
import { authorize } from '../../policy/authorize.ts'

/** What those who run the installation should look at; paths of the server are among it. */
export async function listNotices(context: Context, notices: Notices): Promise<Notice[]> {
  authorize(context, 'user.manage')
  return (await notices.current()).map(text => ({ text }))
}
