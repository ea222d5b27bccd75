import { S3Client } from '@aws-sdk/client-s3'

export interface S3Options {
  /** Of the server, e.g. `http://127.0.0.1:8333`; null: Amazon's own for the region. */
  readonly endpoint: string | null
  /** Where agents and browsers reach the same server, when that is another address; null: `endpoint`. */
  readonly publicEndpoint: string | null
  readonly bucket: string
  readonly region: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
  /** `host/bucket/key` instead of `bucket.host/key`. */
  readonly forcePathStyle: boolean
  /** Make the bucket where it is missing; otherwise a missing bucket is an error. */
  readonly createBucket: boolean
}

/**
 * Two attempts of 2 s each keep every call that carries no object under 5 s. Checksums only WHEN_REQUIRED: the SDK's
 * default trailers break or corrupt uploads on several servers, and put the digest of an empty body into presigned URLs.
 */
export function createS3Client(options: S3Options, endpoint = options.endpoint): S3Client {
  return new S3Client({
    ...(endpoint === null ? {} : { endpoint }),
    region: options.region,
    forcePathStyle: options.forcePathStyle,
    credentials: { accessKeyId: options.accessKeyId, secretAccessKey: options.secretAccessKey },
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    maxAttempts: 2,
    requestHandler: {
      connectionTimeout: 1500,
      // Until the response's head has come; the body of a long read is bounded by its silence only.
      requestTimeout: 2000,
      throwOnRequestTimeout: true,
      socketTimeout: 15_000,
    },
  })
}
