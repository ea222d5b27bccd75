import { createHash } from 'node:crypto'
import { dirname } from 'node:path'
import { AppError } from '@nightjar/shared/errors/app-error.ts'
import type { BlobFiles, NewBlob } from '../../platform/blob-files.ts'

export interface ExpectedBytes {
  readonly byteLength: number
  readonly sha256: string
}

/**
 * Writes a body to `temporary` and moves it to `target` only when it is complete, right and on the disk. Whatever goes
 * wrong, nothing stays behind.
 *
 * @throws AppError `input.invalid` for another length or digest than announced; file errors as they are.
 */
export async function receiveObject(
  files: BlobFiles,
  paths: { temporary: string; target: string },
  body: AsyncIterable<Uint8Array>,
  expected: ExpectedBytes,
): Promise<void> {
  const blob = await files.create(paths.temporary)
  try {
    await writeVerified(blob, body, expected)
    await files.makeFolder(dirname(paths.target))
    await files.publish(paths.temporary, paths.target)
  } catch (error) {
    await files.remove(paths.temporary)
    throw error
  }
}

async function writeVerified(blob: NewBlob, body: AsyncIterable<Uint8Array>, expected: ExpectedBytes): Promise<void> {
  const digest = createHash('sha256')
  let length = 0
  try {
    for await (const chunk of body) {
      length += chunk.byteLength
      // Before writing: a sender cannot fill the disk past what it announced.
      if (length > expected.byteLength) throw wrongBytes('longer than announced')
      digest.update(chunk)
      await blob.write(chunk)
    }
    if (length !== expected.byteLength) throw wrongBytes('shorter than announced')
    if (digest.digest('hex') !== expected.sha256) throw wrongBytes('other SHA-256 than announced')
    await blob.sync()
  } finally {
    await blob.close()
  }
}

const wrongBytes = (detail: string) =>
  new AppError('input.invalid', { message: 'The bytes are not those that were announced. Send them again.', detail })
