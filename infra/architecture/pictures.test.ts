import assert from 'node:assert/strict'
import { test } from 'node:test'
import { resolveImport, type SourceFile, sourceFiles, withoutComments } from './source-files.ts'

const agent = 'edge-agent/src'
const own = 'infra/architecture/pictures.test.ts'
const files = sourceFiles().filter(file => file.path !== own)

const using = (pattern: RegExp, may: (file: SourceFile) => boolean): string[] =>
  files.filter(file => !may(file) && pattern.test(withoutComments(file.text))).map(file => file.path)

/** Who imports one of these files, as "file -> import". */
const importing = (target: RegExp, may: RegExp): string[] =>
  files
    .filter(file => !may.test(file.path))
    .flatMap(file =>
      file.imports
        .map(specifier => resolveImport(file, specifier))
        .filter(found => target.test(found))
        .map(found => `${file.path} -> ${found}`),
    )

const packetTypes = '(CameraPacket|PicturePacket)'

/** Where an object without a brand is called a packet of one kind: masking.md says why in each. */
const givesBrand = new Set([
  `${agent}/capture/camera-packet.ts`,
  `${agent}/picture/passthrough.ts`,
  `${agent}/picture/host-gate.ts`,
  `${agent}/media/packet-stream/reader.ts`,
  `${agent}/testing/packets.ts`,
])
/** Must not compile, and expects the error in every line. */
const brandTest = `${agent}/picture/packet-brands.test.ts`

test('the brands of packets are given in the files named here, and in each of them', () => {
  const asserted = new RegExp(`\\bas\\s+(readonly\\s+)?${packetTypes}\\b|\\bis\\s+${packetTypes}\\b`)
  assert.deepEqual(
    using(asserted, file => givesBrand.has(file.path) || file.path === brandTest),
    [],
  )
  const giving = files.filter(file => givesBrand.has(file.path) && asserted.test(withoutComments(file.text)))
  assert.deepEqual(giving.map(file => file.path).sort(), [...givesBrand].sort())
})

test('no file that knows packets lets a value pass through unknown, never or any', () => {
  const laundering = /\bas\s+(unknown|never|any)\b/
  const found = files
    .filter(file => file.path.startsWith(`${agent}/`) && new RegExp(`\\b${packetTypes}\\b`).test(file.text))
    .filter(file => laundering.test(withoutComments(file.text)))
    .map(file => file.path)
  assert.deepEqual(found, [])
})

test('camera packets are made by capture alone', () => {
  assert.deepEqual(
    importing(
      /^edge-agent\/src\/capture\/camera-packet\.ts$/,
      /^edge-agent\/src\/(capture\/|testing\/packets\.ts$|picture\/packet-brands\.test\.ts$)/,
    ),
    [],
  )
})

test('which kind of source a camera gets is known to the picture folder alone', () => {
  assert.deepEqual(
    using(
      /\b(PassthroughSource|asUnmasked|Unmasked|captureOf)\b/,
      // The second asks the gate itself what it makes of a configuration, and opens nothing.
      file => file.path.startsWith(`${agent}/picture/`) || file.path === 'infra/integration/config/running-agent.ts',
    ),
    [],
  )
  assert.deepEqual(
    importing(
      /^edge-agent\/src\/picture\/(?!(open-source|owned-source|host-gate)\.ts$)/,
      /^(edge-agent\/src\/picture\/|infra\/integration\/config\/running-agent\.ts$)/,
    ),
    [],
  )
})

test('what comes out of a pipe becomes pictures in the picture folder alone', () => {
  assert.deepEqual(
    importing(
      /^edge-agent\/src\/media\/packet-stream\/reader\.ts$/,
      /^edge-agent\/src\/(picture|media\/packet-stream)\/|\.test\.ts$/,
    ),
    [],
  )
})

test('the words between stages know none of them', () => {
  const found = files
    .filter(file => file.path.startsWith(`${agent}/media/`) && !file.isTest)
    .flatMap(file => file.imports.map(specifier => resolveImport(file, specifier)))
    .filter(target => target.startsWith('edge-agent/') && !target.startsWith(`${agent}/media/`))
  assert.deepEqual(found, [])
})
