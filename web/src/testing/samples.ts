import type { Agent } from '@nightjar/shared/api/agent.ts'
import type { Camera } from '@nightjar/shared/api/camera.ts'
import type { Problem } from '@nightjar/shared/api/problem.ts'
import type { Site } from '@nightjar/shared/api/site.ts'

/** Ids that the API's schemas take: `sampleId(7)`. */
export const sampleId = (number: number): string => `01990000-0000-7000-8000-${String(number).padStart(12, '0')}`

export type Stream = Camera['streams'][number]

/** One that sends pictures and is recorded. */
export const sampleStream = (change: Partial<Stream> = {}): Stream => ({
  id: sampleId(50),
  roles: ['record', 'live'],
  url: 'rtsp://10.0.0.5/1',
  transport: 'tcp',
  state: 'streaming',
  reason: null,
  reasonText: null,
  retryAt: null,
  awaits: null,
  lastPictureAt: null,
  transportInUse: null,
  tlsPin: null,
  shown: null,
  facts: { codec: 'h264', codecString: 'avc1.640028', width: 1920, height: 1080, frameRate: 24.97, audio: null },
  bitsPerSecond: 2_400_000,
  lostPercent: null,
  ...change,
})

export const sampleCamera = (change: Partial<Camera> = {}): Camera => ({
  id: sampleId(1),
  siteId: sampleId(20),
  agentId: sampleId(30),
  name: 'Gate',
  createdAt: '2026-11-01T00:00:00.000Z',
  version: 3,
  agentOnline: true,
  recordingNow: true,
  hasCredentials: true,
  warnings: [],
  recording: {
    mode: 'continuous',
    segmentSeconds: 60,
    retentionDays: 7,
    quotaBytes: null,
    audio: false,
    keepDamaged: true,
  },
  chain: { state: 'open', since: null, reason: null, held: null, seam: null, evictedEarly: null },
  streams: [sampleStream()],
  ...change,
})

export const sampleSite = (change: Partial<Site> = {}): Site => ({
  id: sampleId(20),
  name: 'Warehouse',
  timeZone: 'Europe/Berlin',
  createdAt: '2026-11-01T00:00:00.000Z',
  ...change,
})

export const sampleAgent = (change: Partial<Agent> = {}): Agent => ({
  id: sampleId(30),
  siteId: sampleId(20),
  hostname: 'nuc-1',
  state: 'online',
  copies: [],
  fingerprint: '0123456789abcdef'.repeat(4),
  software: '0.1.0',
  enrolledAt: '2026-11-01T00:00:00.000Z',
  lastSeenAt: '2026-11-20T11:59:59.000Z',
  config: { desiredVersion: 4, appliedVersion: 4, error: null },
  outboxDepth: 0,
  mirrorBacklog: { segments: 0, bytes: 0, oldest: null },
  disk: null,
  warnings: [],
  ...change,
})

/** As the server refuses: `Title` and `Detail.`, with sentences for single fields where it has any. */
export const sampleProblem = (code: string, errors?: Problem['errors']): Problem => ({
  type: `urn:nightjar:problem:${code}`,
  title: 'Title',
  status: 422,
  detail: 'Detail.',
  code,
  requestId: 'r',
  ...(errors === undefined ? {} : { errors }),
})
