import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createCameraSchema, type ProbeReply, probeRequestSchema } from '@nightjar/shared/api/camera.ts'
import { type Asked, answerApi } from '../../testing/answers.ts'
import { withOwner } from '../../testing/reactive.ts'
import { sampleAgent, sampleCamera, sampleId, sampleProblem } from '../../testing/samples.ts'

const { createAddCamera } = await import('./create-add-camera.ts')

const reply: ProbeReply = {
  facts: { codec: 'h264', codecString: 'avc1.640028', width: 1920, height: 1080, frameRate: 25, audio: null },
  measuredFrameRate: 24.9,
  picture: null,
  warnings: [],
  url: 'rtsp://10.0.0.5/1',
  transport: { over: 'tcp', because: 'preferred' },
  certificate: null,
}
const found = ({ path }: Asked) => ({ body: path === '/cameras/probe' ? reply : sampleCamera() })

/** The form of the dialog, without how it looks. */
function form(agents = [sampleAgent()]) {
  const saved: string[] = []
  const camera = createAddCamera({
    agents: () => agents,
    onSaved: async name => void saved.push(name),
  })
  return { camera, saved }
}

test('the camera is asked first and saved with its name after, both as the API wants it', async () => {
  const asked = answerApi(found)
  await withOwner(async () => {
    const { camera, saved } = form()
    camera.change({ url: ' rtsp://10.0.0.5/1 ', username: 'admin', password: 'geheim' })
    await camera.submit()
    assert.deepEqual(camera.probe.reply(), reply)
    camera.change({ name: ' Gate ' })
    await camera.submit()
    assert.deepEqual(
      asked.map(({ method, path }) => `${method} ${path}`),
      ['POST /cameras/probe', 'POST /cameras'],
    )
    assert.equal(probeRequestSchema.parse(asked[0]!.body).url, 'rtsp://10.0.0.5/1')
    const created = createCameraSchema.parse(asked[1]!.body)
    assert.deepEqual([created.name, created.username, created.password], ['Gate', 'admin', 'geheim'])
    assert.deepEqual(saved, ['Gate'])
  })
})

test('what was typed without rtsp:// is asked and saved as what is meant, over a transport that is chosen by itself', async () => {
  const asked = answerApi(found)
  await withOwner(async () => {
    const { camera } = form()
    camera.change({ url: 'admin:geheim@192.168.1.20:554/x' })
    await camera.submit()
    assert.deepEqual(asked[0]!.body, {
      url: 'rtsp://192.168.1.20:554/x',
      username: 'admin',
      password: 'geheim',
      transport: 'auto',
    })
    assert.equal(camera.draft().url, 'rtsp://192.168.1.20:554/x', 'it is shown before it is saved')
  })
})

test('a key that is not trusted is shown, adopted by one click, asked with and saved', async () => {
  const fingerprint = `sha256/${'A'.repeat(43)}=`
  const certificate = { fingerprint, subject: 'CN=camera', validFrom: null, validTo: null }
  const asked = answerApi(request => {
    const { tlsPin } = request.body as { tlsPin?: string }
    return tlsPin === undefined ? { problem: { ...sampleProblem('camera.untrusted'), certificate } } : found(request)
  })
  await withOwner(async () => {
    const { camera, saved } = form()
    camera.change({ url: 'rtsps://10.0.0.5/1', name: 'Gate' })
    await camera.submit()
    assert.deepEqual(camera.errors(), {}, 'said beside the key, not at the address')
    assert.deepEqual(camera.probe.problem()?.certificate, certificate)
    await camera.trust(fingerprint)
    assert.deepEqual(camera.probe.reply(), reply)
    await camera.submit()
    assert.deepEqual(saved, ['Gate'])
    assert.deepEqual(
      asked.map(({ body }) => (body as { tlsPin?: string }).tlsPin),
      [undefined, fingerprint, fingerprint],
    )
    camera.change({ url: 'rtsp://10.0.0.5/1' })
    await camera.submit()
    assert.ok(!('tlsPin' in (asked.at(-1)!.body as object)), 'an address without encryption has no key')
  })
})

test('an empty address is said at its field and nobody is asked', async () => {
  const asked = answerApi(found)
  await withOwner(async () => {
    const { camera } = form()
    camera.change({ url: '   ' })
    await camera.submit()
    assert.deepEqual(Object.keys(camera.errors()), ['url'])
    assert.equal(asked.length, 0)
  })
})

test('where there are several agents somebody has to choose; a revoked one is no choice', async () => {
  answerApi(found)
  await withOwner(async () => {
    const other = sampleAgent({ id: sampleId(31) })
    const { camera } = form([sampleAgent(), other])
    camera.change({ url: 'rtsp://10.0.0.5/1' })
    await camera.submit()
    assert.deepEqual(Object.keys(camera.errors()), ['agentId'])
    camera.change({ agentId: other.id })
    assert.deepEqual(camera.errors(), {})
    await camera.submit()
    assert.notEqual(camera.probe.reply(), null)

    const alone = form([sampleAgent(), { ...other, state: 'revoked' }])
    alone.camera.change({ url: 'rtsp://10.0.0.5/1' })
    await alone.camera.submit()
    assert.notEqual(alone.camera.probe.reply(), null)
  })
})

test('a refused password is said at the password; what no field can mend stays a problem', async () => {
  let code = 'camera.auth-refused'
  answerApi(() => ({ problem: sampleProblem(code) }))
  await withOwner(async () => {
    const { camera } = form()
    camera.change({ url: 'rtsp://10.0.0.5/1' })
    await camera.submit()
    assert.deepEqual(camera.errors(), { password: 'Title. Detail.' })
    code = 'agent.offline'
    await camera.submit()
    assert.deepEqual(camera.errors(), {})
    assert.equal(camera.probe.problem()?.code, 'agent.offline')
  })
})

test('what was found out is forgotten when the address changes, and kept when the name does', async () => {
  answerApi(found)
  await withOwner(async () => {
    const { camera } = form()
    camera.change({ url: 'rtsp://10.0.0.5/1' })
    await camera.submit()
    camera.change({ name: 'Gate' })
    assert.notEqual(camera.probe.reply(), null)
    camera.change({ url: 'rtsp://10.0.0.5/2' })
    assert.equal(camera.probe.reply(), null)
  })
})

test('an answer about an address that was corrected meanwhile changes nothing', async () => {
  let release: () => void = () => undefined
  const asked = answerApi(async request => {
    await new Promise<void>(resolve => {
      release = resolve
    })
    return found(request)
  })
  await withOwner(async () => {
    const { camera } = form()
    camera.change({ url: 'rtsp://10.0.0.5/1' })
    const asking = camera.submit()
    assert.equal(camera.probe.running(), true)
    camera.change({ url: 'rtsp://10.0.0.6/1' })
    assert.equal(camera.probe.running(), false)
    release()
    await asking
    assert.equal(asked[0]!.signal?.aborted, true)
    assert.deepEqual([camera.probe.reply(), camera.probe.problem()], [null, null])
  })
})

test('who closes the dialog no longer waits for the camera', async () => {
  const asked = answerApi(() => new Promise(() => undefined))
  await withOwner(() => {
    const { camera } = form()
    camera.change({ url: 'rtsp://10.0.0.5/1' })
    void camera.submit()
  })
  assert.equal(asked[0]!.signal?.aborted, true)
})

test('a setting out of range is said at its field, and the camera is not saved', async () => {
  const asked = answerApi(found)
  await withOwner(async () => {
    const { camera, saved } = form()
    camera.change({ url: 'rtsp://10.0.0.5/1' })
    await camera.submit()
    camera.change({ name: 'Gate', recording: { ...camera.draft().recording, segmentSeconds: '4' } })
    await camera.submit()
    assert.deepEqual(Object.keys(camera.errors()), ['segmentSeconds'])
    assert.deepEqual([asked.length, saved], [1, []])
  })
})

test('a refusal to save is shown, at its field where it names one, and the button is free again', async () => {
  const errors = [{ pointer: '/recording/quotaBytes', detail: 'Too large for the disk.' }]
  answerApi(request =>
    request.path === '/cameras' ? { problem: sampleProblem('input.invalid', errors) } : found(request),
  )
  await withOwner(async () => {
    const { camera, saved } = form()
    camera.change({ url: 'rtsp://10.0.0.5/1', name: 'Gate' })
    await camera.submit()
    const saving = camera.submit()
    assert.equal(camera.saving(), true)
    await saving
    assert.equal(camera.saving(), false)
    assert.deepEqual(camera.errors(), { quotaBytes: 'Too large for the disk.' })
    assert.notEqual(camera.saveProblem(), null)
    assert.deepEqual(saved, [])
  })
})
