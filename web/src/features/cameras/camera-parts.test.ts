import assert from 'node:assert/strict'
import { test } from 'node:test'
import { load, render, wordsOf } from '../../testing/component.ts'
import { sampleAgent, sampleCamera, sampleId, sampleSite } from '../../testing/samples.ts'
import { emptyDraft } from './camera-draft.ts'
import type { CameraForm } from './camera-form-context.ts'

const { CameraFormProvider } = await load<typeof import('./camera-form-context.ts')>(
  'features/cameras/camera-form-context.ts',
)
const { SourceFields } = await load<typeof import('./source-fields.tsx')>('features/cameras/source-fields.tsx')
const { RecordingFields } = await load<typeof import('./recording-fields.tsx')>('features/cameras/recording-fields.tsx')
const { NameField } = await load<typeof import('./name-field.tsx')>('features/cameras/name-field.tsx')
const { ProbeResult } = await load<typeof import('./probe-result.tsx')>('features/cameras/probe-result.tsx')

function inForm(part: () => unknown, change: Partial<Record<keyof CameraForm, unknown>> = {}): string {
  const form = {
    draft: () => emptyDraft,
    change: () => undefined,
    errors: () => ({}),
    agents: () => [],
    sites: () => [],
    storedPassword: false,
    passwordRefused: false,
    adoptedKey: null,
    transportInUse: null,
    ...change,
  } as CameraForm
  return render(CameraFormProvider, {
    value: form,
    get children() {
      return part() as never
    },
  })
}

test('fields outside of a form say where they belong', () => {
  assert.throws(() => render(NameField, {}), /<CameraForm>/)
})

test('a part of the address that looks like a secret is said below it, without its value; a placeholder is explained', () => {
  const words = (url: string) => wordsOf(inForm(SourceFields, { draft: () => ({ ...emptyDraft, url }) }))
  assert.match(words('rtsp://10.0.0.5/live?token=abc'), /"token" in the address looks like a secret/)
  assert.doesNotMatch(words('rtsp://10.0.0.5/live?token=abc'), /abc/)
  assert.doesNotMatch(words('rtsp://10.0.0.5/live?user=a&pwd=b'), /looks like/)
  assert.match(words('rtsp://10.0.0.5/live?user={username}&pwd={password}'), /in braces is filled in/)
})

test('an error stands at its field, marks it, and takes the place of the hint', () => {
  const html = inForm(RecordingFields, { errors: () => ({ segmentSeconds: 'Use 5 to 300 seconds.' }) })
  const words = wordsOf(html)
  assert.match(words, /Segment length s Use 5 to 300 seconds\./)
  assert.doesNotMatch(words, /cut at a keyframe/)
  assert.match(words, /Empty: no limit of its own\./)
  assert.equal(html.match(/aria-invalid="true"/g)?.length, 1)
})

test('agents are offered where there is a choice, with the site that tells them apart', () => {
  const agents = [sampleAgent(), sampleAgent({ id: sampleId(31), hostname: 'nuc-2', state: 'offline' })]
  const offered = (list: typeof agents) =>
    wordsOf(inForm(SourceFields, { agents: () => list, sites: () => [sampleSite()] }))
  assert.match(offered(agents), /Choose the agent near the camera Warehouse · nuc-1 Warehouse · nuc-2 \(offline\)/)
  assert.doesNotMatch(offered(agents.slice(0, 1)), /Agent/)
})

test('a stored password is said to be there and is in no field', () => {
  const html = inForm(SourceFields, { storedPassword: true })
  assert.match(wordsOf(html), /Stored and never shown/)
  assert.match(html, /<input[^>]*type="password"[^>]*>/)
  assert.doesNotMatch(html, /value="[^"]*•/)
  assert.doesNotMatch(wordsOf(inForm(SourceFields)), /Stored/)
  const refused = wordsOf(inForm(SourceFields, { storedPassword: true, passwordRefused: true }))
  assert.match(refused, /refused it.*tried at once/)
})

const { facts } = sampleCamera().streams[0]!
const found = { url: 'rtsp://10.0.0.5/1', transport: null, certificate: null, warnings: [] }
const result = (change: object, measuredFrameRate: number | null = null) =>
  render(ProbeResult, { reply: { ...found, facts: { ...facts!, ...change }, measuredFrameRate, picture: null } })

test('what the camera sends is said in the words of the trade, what was measured before what it claims', () => {
  assert.equal(
    wordsOf(result({ codec: 'h265', audio: { codec: 'pcmu', sampleRate: 8000, channels: 1 } }, 14.98)),
    'The video is fine, but no picture of it could be made. Address rtsp://10.0.0.5/1 Video H.265 Size 1920 × 1080 Frame rate 15 fps Sound G.711 µ-law, 8 kHz',
  )
  assert.match(wordsOf(result({ frameRate: null })), /Frame rate not stated Sound none/)
})

test('its picture is shown from the answer itself, not fetched from anywhere', () => {
  const picture = { contentType: 'image/jpeg', base64: '/9j/4A==' } as const
  const html = render(ProbeResult, { reply: { ...found, facts: facts!, measuredFrameRate: null, picture } })
  assert.match(html, /<img[^>]*src="data:image\/jpeg;base64,\/9j\/4A=="/)
  assert.match(html, /alt="What the camera shows now"/)
})
