import { cameraCodes } from './camera-codes.ts'
import type { CodeEntry } from './code-entry.ts'

/** Every error a person or a script can meet. docs/guide/failure-modes.md has a row for each; a test compares the two. */
export const errorCodes = {
  'input.invalid': {
    kind: 'invalid-input',
    title: 'The request is not valid',
    remedy: 'Correct the fields named in "errors" and send it again.',
  },
  'input.malformed-json': {
    kind: 'invalid-input',
    title: 'The body is not valid JSON',
    remedy: 'Send a JSON object with Content-Type application/json.',
  },
  'input.method': {
    kind: 'invalid-input',
    title: 'This address does not take this method',
    remedy: 'Use one of the methods named in the Allow header.',
  },
  'input.too-large': { kind: 'too-large', title: 'The request is too large', remedy: 'Send a smaller body.' },
  'auth.required': { kind: 'unauthenticated', title: 'Not signed in', remedy: 'Sign in and try again.' },
  'auth.wrong-credentials': {
    kind: 'unauthenticated',
    title: 'Wrong user name or password',
    remedy: 'Check both and try again.',
  },
  'auth.forbidden': {
    kind: 'forbidden',
    title: 'Not allowed',
    remedy: 'Ask an administrator for the right to do this.',
  },
  'auth.cross-site': {
    kind: 'forbidden',
    title: 'The request came from another site',
    remedy: 'Open Nightjar at its own address and try again.',
  },
  'auth.rate-limited': {
    kind: 'rate-limited',
    title: 'Too many attempts',
    remedy: 'Wait for the time in Retry-After, then try again.',
  },
  'setup.done': { kind: 'conflict', title: 'Setup is already complete', remedy: 'Sign in with an existing account.' },
  'setup.wrong-token': {
    kind: 'unauthenticated',
    title: 'Wrong setup token',
    remedy:
      'Use the token that the server printed when it last started. Start the server again to have it printed again.',
  },
  'resource.not-found': {
    kind: 'not-found',
    title: 'Not found',
    remedy: 'Check the address; it may have been deleted.',
  },
  'resource.conflict': {
    kind: 'conflict',
    title: 'It was changed in the meantime',
    remedy: 'Load it again and repeat the change.',
  },
  'enrolment.refused': {
    kind: 'unauthenticated',
    title: 'The enrolment code is not valid',
    remedy: 'Create a new code; each works once and for 15 minutes.',
  },
  'agent.refused': {
    kind: 'unauthenticated',
    title: 'The agent is not known or was revoked',
    remedy: 'Enrol the agent again with a new code.',
  },
  'agent.cloned': {
    kind: 'forbidden',
    title: 'Two machines use the identity of one agent',
    remedy: 'An administrator has to say under Sites & agents which of them goes on; both keep recording locally.',
  },
  'agent.retired': {
    kind: 'forbidden',
    title: 'Another machine goes on with this identity',
    remedy: 'Enrol this machine again with a new code.',
  },
  'agent.offline': {
    kind: 'unavailable',
    title: 'The agent is offline',
    remedy: 'Check the power and network at the site, then try again.',
  },
  'agent.timeout': {
    kind: 'timeout',
    title: 'The agent did not answer in time',
    remedy: 'Try again; if it goes on, look at the agent under Sites & agents.',
  },
  'agent.protocol': {
    kind: 'upstream',
    title: 'Agent and control plane do not understand each other',
    remedy: 'Update both to the same release, the control plane first.',
  },
  ...cameraCodes,
  'media.not-here': {
    kind: 'unavailable',
    title: 'The recording is at the site and the site is offline',
    remedy: 'Wait until the agent is back, or play what is in the archive.',
  },
  'media.gone': { kind: 'not-found', title: 'The recording was deleted', remedy: 'The timeline says why and when.' },
  'archive.unavailable': {
    kind: 'unavailable',
    title: 'The archive cannot be reached',
    remedy: 'Recording goes on at the site; check the archive settings and its server.',
  },
  'live.unavailable': {
    kind: 'unavailable',
    title: 'Live pictures are not available',
    remedy: 'Try again in a moment.',
  },
  'disk.full': {
    kind: 'unavailable',
    title: 'The recording disk is full',
    remedy: 'Free space on it, or lower the quotas; recording resumes by itself.',
  },
  'disk.fault': {
    kind: 'unavailable',
    title: 'The recording disk fails',
    remedy: 'Check the disk and its cable; recording is tried again by itself.',
  },
  'disk.wrong-folder': {
    kind: 'conflict',
    title: 'This is not the folder that held the recordings',
    remedy: 'Mount the right disk; nothing is recorded to this one.',
  },
  'index.damaged': {
    kind: 'internal',
    title: "The agent's index is damaged",
    remedy: 'The agent sets it aside; see its log.',
  },
  'service.unavailable': { kind: 'unavailable', title: 'Not ready', remedy: 'Try again in a moment.' },
  'service.internal': {
    kind: 'internal',
    title: 'Something went wrong on our side',
    remedy: 'Try again; the log has the details under the request id.',
  },
} as const satisfies Record<string, CodeEntry>

export type ErrorCode = keyof typeof errorCodes
