import assert from 'node:assert/strict'
import { test } from 'node:test'
import { redactText } from './redact.ts'

const canary = 'c4n4ry-S3cret'

const hiding = [
  `rtsp://admin:${canary}@10.0.0.5:554/stream`,
  `rtsp://admin:${canary}/with@slash@10.0.0.5/stream`,
  `{"url":"rtsp://admin:${canary}@cam/1","msg":"x"}`,
  `{"password":"${canary}"}`,
  `{"err":{"message":"body was {\\"password\\":\\"${canary}\\"}"}}`,
  `password=${canary}&x=1`,
  `X-API-Key=${canary}`,
  `{"totp_secret":"${canary}"}`,
  `{"accessToken":"${canary}"}`,
  `{"publishTicket":"${canary}"}`,
  `Authorization: Basic ${Buffer.from(`admin:${canary}`).toString('base64')}`,
  `Authorization: Bearer ${canary}`,
  `authorization: Digest username="a", realm="b", nonce="${canary}", response="${canary}"`,
  `eyJhbGciOiJFZERTQSJ9.${Buffer.from(canary).toString('base64url')}.c2lnbmF0dXJl`,
  `NIGHTJAR_RELAY_KEY relay_key=${canary}`,
  `set-cookie nj_sid=${canary}; Path=/`,
]

test('no form of a secret survives in a log line (R75, R76)', () => {
  for (const line of hiding) {
    const shown = redactText(line)
    assert.ok(!shown.includes(canary), `still there: ${shown}`)
    assert.ok(!shown.includes(Buffer.from(`admin:${canary}`).toString('base64')), `still there: ${shown}`)
  }
})

test('what is not secret stays readable', () => {
  for (const line of [
    'camera front door streaming 1280x720',
    'rtsp://10.0.0.5:554/Streaming/Channels/101',
    '{"level":30,"port":8080}',
  ]) {
    assert.equal(redactText(line), line)
  }
})

test('a hostile line is redacted in linear time (R78)', () => {
  const long = `rtsp://${'a:'.repeat(200_000)}`
  const started = performance.now()
  redactText(long)
  redactText(`"password":"${'\\'.repeat(200_000)}`)
  assert.ok(performance.now() - started < 5_000)
})
