import type { StreamRecorder, StreamRecorderOptions } from './stream-recorder-contract.ts'

export function createStreamRecorder(_options: StreamRecorderOptions): StreamRecorder {
  throw new Error('not built yet')
}
