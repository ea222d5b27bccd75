import { z } from 'zod'
import { idSchema } from '../../domain/ids.ts'
import { chainRecordSchema } from '../../records/chain.ts'
import { defineMessage } from '../define-message.ts'

/** New links of one camera's chain, in order. Applied once, acknowledged after commit, resent until then. */
export const recordsAppended = defineMessage({
  name: 'records.appended',
  direction: 'up',
  leaf: 'records',
  qos: 1,
  retain: false,
  acknowledged: true,
  since: 1,
  purpose: 'New manifests and ledger entries of one camera.',
  schema: z.object({ id: idSchema, cameraId: idSchema, records: z.array(chainRecordSchema).min(1).max(20) }),
})
