import assert from 'node:assert/strict'
import { test } from 'node:test'
import { resolveImport, type SourceFile, sourceFiles } from './source-files.ts'

const product = sourceFiles().filter(file => !file.isTest)

/** Every import of a file that `forbidden` names, as "file -> import". */
function violations(files: readonly SourceFile[], forbidden: (target: string, file: SourceFile) => boolean): string[] {
  return files.flatMap(file =>
    file.imports
      .map(specifier => resolveImport(file, specifier))
      .filter(target => forbidden(target, file))
      .map(target => `${file.path} -> ${target}`),
  )
}

const inFolder = (folder: string) => product.filter(file => file.path.startsWith(`${folder}/`))
const isPackage = (target: string, name: string) => target === name || target.startsWith(`${name}/`)

/** The one file of shared that needs Node. */
const hashing = 'shared/src/domain/sha256.ts'

/** The one folder of shared that reads addresses; servers judge them, the web app never. */
const addresses = 'shared/src/address-policy/'

test('shared imports zod and itself, nothing else; one file has node:crypto, one folder ipaddr.js', () => {
  const found = violations(
    inFolder('shared/src'),
    (target, file) =>
      target !== 'zod' &&
      !target.startsWith('shared/src/') &&
      !(target === 'ipaddr.js' && file.path.startsWith(addresses)),
  )
  assert.deepEqual(found, [`${hashing} -> node:crypto`])
})

test('nothing that the web app imports leads to Node or to the reading of addresses', () => {
  const byPath = new Map(product.map(file => [file.path, file]))
  const reached = new Set(inFolder('web/src').map(file => file.path))
  for (const path of reached) {
    const file = byPath.get(path)
    for (const specifier of file?.imports ?? []) reached.add(resolveImport(file!, specifier))
  }
  assert.ok(reached.has('shared/src/errors/codes.ts'), 'shared is followed')
  assert.deepEqual(
    [...reached].filter(
      target =>
        target === hashing || target.startsWith('node:') || target.startsWith(addresses) || target === 'ipaddr.js',
    ),
    [],
  )
})

test('agent, control plane and web know each other only through shared', () => {
  const sides = ['edge-agent', 'control-plane', 'web']
  for (const side of sides) {
    const others = [...sides.filter(other => other !== side), 'infra'].map(other => `${other}/`)
    assert.deepEqual(
      violations(inFolder(side), target => others.some(other => target.startsWith(other))),
      [],
      side,
    )
  }
})

/** In the order of a frame's way. What passes between them are words of `media` and `picture`. */
const stages = [
  'capture',
  'record',
  'live',
  'ledger',
  'lineage',
  'index',
  'retention',
  'mirror',
  'link',
  'playback',
  'snapshot',
]
const stageOf = (path: string) => stages.find(stage => path.startsWith(`edge-agent/src/${stage}/`))

test('the stages of the agent do not import each other', () => {
  const found = stages.flatMap(stage =>
    violations(inFolder(`edge-agent/src/${stage}`), target => ![undefined, stage].includes(stageOf(target))),
  )
  assert.deepEqual(found, [])
})

/** What `picture` hands on is capture's; it knows no other stage. */
const composes = (file: SourceFile, stage: string | undefined) =>
  /^edge-agent\/src\/(agent|recorder)\//.test(file.path) ||
  (file.path.startsWith('edge-agent/src/picture/') && stage === 'capture')

test('only the agent and recorder folders compose stages', () => {
  const found = violations(
    inFolder('edge-agent/src').filter(file => stageOf(file.path) === undefined),
    (target, file) => stageOf(target) !== undefined && !composes(file, stageOf(target)),
  )
  assert.deepEqual(found, [])
})

test('only the two link folders touch MQTT, and only the broker folder the broker', () => {
  assert.deepEqual(
    violations(
      product,
      (target, file) => isPackage(target, 'mqtt') && !/^(edge-agent|control-plane)\/src\/link\//.test(file.path),
    ),
    [],
  )
  assert.deepEqual(
    violations(
      product,
      (target, file) => isPackage(target, 'aedes') && !file.path.startsWith('control-plane/src/broker/'),
    ),
    [],
  )
})

test('only services, the database folder, the conditions of rights and what they are tested with touch the database', () => {
  const may = /^control-plane\/src\/(services|db|audit|keys|policy\/visible\.ts|main\.ts)/
  assert.deepEqual(
    violations(inFolder('control-plane'), (target, file) => {
      const database =
        isPackage(target, 'drizzle-orm') || isPackage(target, 'pg') || isPackage(target, '@electric-sql/pglite')
      return (database || target.startsWith('control-plane/src/db/schema/')) && !may.test(file.path)
    }),
    [],
  )
})

test('the relay has no database and no services', () => {
  assert.deepEqual(
    violations(inFolder('control-plane/src/relay'), target =>
      /^control-plane\/src\/(db|services|policy|audit|routes)\//.test(target),
    ),
    [],
  )
})

test('the agent holds no client for the archive', () => {
  assert.deepEqual(
    violations(inFolder('edge-agent'), target => target.startsWith('@aws-sdk/')),
    [],
  )
})

test('routes come to the database only through services', () => {
  assert.deepEqual(
    violations(inFolder('control-plane/src/routes'), target => target.startsWith('control-plane/src/db/')),
    [],
  )
})

test('raw camera packets are known to capture and to the picture folder alone', () => {
  const may = /^edge-agent\/src\/(capture|picture|media)\//
  const found = product
    .filter(
      file => file.path.startsWith('edge-agent/src/') && !may.test(file.path) && /\bCameraPacket\b/.test(file.text),
    )
    .map(file => file.path)
  assert.deepEqual(found, [])
})
