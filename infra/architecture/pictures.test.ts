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

test('a type with a method `packet` takes one kind of packet: methods are compared so loosely that a sink of pictures passes for it', () => {
  const signature = /\bpacket\s*\(\s*\w+\s*:(?!\s*(CameraPacket|PicturePacket)\s*\))[^)]*\)\s*:\s*void\s*[,;}\n]/
  assert.deepEqual(
    using(signature, file => file.path === brandTest),
    [],
  )
})

const wherePacketsGo = files.filter(file => /^(edge-agent|shared)\/src\//.test(file.path))
const packetFiles = /^edge-agent\/src\/media\/(packet|picture-source)\.ts$/
const knowsPackets = (file: SourceFile): boolean =>
  new RegExp(`\\b${packetTypes}\\b`).test(file.text) ||
  file.imports.some(specifier => packetFiles.test(resolveImport(file, specifier)))

test('no file that knows packets lets a value pass through unknown, never or any', () => {
  const laundering = /\bas\s+(unknown|never|any)\b/
  const found = wherePacketsGo.filter(file => knowsPackets(file) && laundering.test(withoutComments(file.text)))
  assert.deepEqual(
    found.map(file => file.path),
    [],
  )
})

/** What becomes `never` passes for everything. Elsewhere it would be a cast that a file of packets could call. */
const passesForAll: Readonly<Record<string, string>> = {
  'edge-agent/src/agent/upkeep.test.ts': 'the answer of a part that fails in every way',
  'edge-agent/src/link/outbox-sender.ts': 'a payload goes to the definition of its own name',
  'edge-agent/src/worker/serve-worker.ts': 'what is asked goes to the request of its own name',
}
/** Calls a value what its caller wants: a type parameter, or a type made of one. */
const assertsParameter: Readonly<Record<string, string>> = {
  'edge-agent/src/picture/unmasked.ts': 'the gate: the camera that it has looked at',
  'edge-agent/src/worker/serve-worker.ts': 'a message of the process that started this one, of the same release',
  'edge-agent/src/worker/worker-process.ts': 'a message of a process that was started here, of the same release',
  'shared/src/protocol/config/document.ts': 'the shape of a schema, of the sections that it was made of',
  'edge-agent/src/worker/testing/fake-spawner.ts': 'a message that the test sends to itself',
}

/** Names that generic functions and types of a text give their parameters. A call gives arguments in the same form. */
function parametersOf(text: string): Set<string> {
  const known = [...text.matchAll(/^import\b[^'"]*|\b(?:type|interface|class|enum) \w+/gm)].map(match => match[0])
  const lists = [...text.matchAll(/[<,]\s*(?:(?:const|in|out)\s+)*([A-Z]\w*)(?=\s+extends\b|\s*[,>=])/g)]
  const names = lists.map(match => match[1] ?? '').filter(name => !(name in globalThis))
  return new Set(names.filter(name => !known.some(words => new RegExp(`\\b${name}\\b`).test(words))))
}

function castsToParameter(source: string): boolean {
  const text = withoutComments(source)
  const parameters = parametersOf(text)
  // Not `as` in a mapped type, which renames a key.
  const asserted = [...text.matchAll(/\b(?:as|is)\s+([^;,)\n=?]*)/g)].filter(match => !match[1]?.includes(']:'))
  return asserted.some(([words]) => [...words.matchAll(/\b[A-Z]\w*/g)].some(([name]) => parameters.has(name)))
}

/** Signatures of one function that its body need not keep: the last of them is never looked at by callers. */
function overloads(source: string): boolean {
  const names = [...withoutComments(source).matchAll(/^(?:export )?(?:async )?function\*? (\w+)/gm)].map(
    ([, name]) => name,
  )
  return new Set(names).size < names.length
}

test('no function calls a value what its caller likes, the ones named here excepted', () => {
  const named = (holds: (text: string) => boolean) =>
    wherePacketsGo.filter(file => holds(file.text)).map(file => file.path)
  assert.deepEqual(named(castsToParameter).toSorted(), Object.keys(assertsParameter).toSorted())
  assert.deepEqual(
    named(text => /\bas\s+(never|any)\b/.test(withoutComments(text))).toSorted(),
    Object.keys(passesForAll).toSorted(),
  )
  assert.deepEqual(named(overloads), [])
})

/** One object with the fields of another keeps its own type, brand and all. The code of an Error is no brand. */
const merges = /\bObject\s*\.\s*assign\b(?!\(\s*new Error\()|\bObject\s*(\?\.)?\[|=\s*Object\b(?!\s*[.(])/m
/** Gives back `any`. */
const givesAny =
  /\bObject\s*\.\s*(create|setPrototypeOf|fromEntries|defineProperty|defineProperties)\b|\bReflect\b(?!\.ownKeys)|\bJSON\.parse\(/
/** Files of packets that parse JSON. */
const parses: Readonly<Record<string, string>> = {
  [`${agent}/media/packet-stream/reader.ts`]: 'gives the brand, after the schema of what it read',
  [`${agent}/record/golden-segments.test.ts`]: 'hashes that the test compares with',
}

test('no object gets the fields of another under its own brand, and nothing of no type becomes a packet', () => {
  assert.deepEqual(
    using(merges, file => !wherePacketsGo.includes(file)),
    [],
  )
  const parsing = using(givesAny, file => !knowsPackets(file))
  assert.deepEqual(parsing.toSorted(), Object.keys(parses).toSorted())
})

test('the ways to a brand that was not given are found', () => {
  const casts = [
    'const cast = <T>(v: unknown) => v as T',
    'function cast<Wanted extends object>(v: unknown): Wanted {\n  return v as Wanted\n}',
    'class Box<T> { take(v: unknown) { return v as readonly T[] } }',
    'const isIt = <T>(v: unknown): v is T => true',
    'type Same<T> = T\nconst cast = <P>(v: unknown) => v as Same<P>',
  ]
  for (const text of casts) assert.ok(castsToParameter(text), text)
  for (const text of ['const a = b as PacketFields', "import type { T } from './t.ts'\nconst a = f<T>(b as T)"])
    assert.ok(!castsToParameter(text), text)
  assert.ok(overloads('function cast<T>(v: unknown): T\nfunction cast(v: unknown): unknown {\n  return v\n}'))
  for (const text of [
    'return Object.assign(safePacket, rawFields)',
    "Object['assign'](a, b)",
    'const { assign } = Object',
  ])
    assert.match(text, merges)
  assert.doesNotMatch("throw Object.assign(new Error('x'), { code })", merges)
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
