import assert from 'node:assert/strict'
import { test } from 'node:test'
import { resolveImport, type SourceFile, sourceFiles, withoutComments } from './source-files.ts'

const agent = sourceFiles().filter(file => file.path.startsWith('edge-agent/src/') && !file.isTest)
const byPath = new Map(agent.map(file => [file.path, file]))
const inHost = (file: SourceFile) => file.path.startsWith('edge-agent/src/worker/')
const inPlatform = (file: SourceFile) => file.path.startsWith('edge-agent/src/platform/')
const paths = (files: readonly SourceFile[]) => files.map(file => file.path)

/** What a worker and we say to each other. */
const protocols = agent.filter(file => file.path.endsWith('/ipc.ts'))
const byteType = /\b(Uint8Array|Buffer|ArrayBuffer|Blob)\b/g

/** The bytes that may travel as messages, each with the reason why it is no media. Everything else has the pipes. */
const bytesInMessages: Readonly<Record<string, string>> = {
  'recorder/ipc.ts picture': 'one JPEG for each time that somebody asks',
  'snapshot/ipc.ts decoderConfig': 'goes with the one picture',
  'snapshot/ipc.ts jpeg': 'one picture for each process',
  'snapshot/ipc.ts picture': 'one picture for each process',
}

test('the host of workers knows the platform alone: no stage, no media, nothing that it runs', () => {
  const found = agent.filter(inHost).flatMap(file =>
    file.imports
      .map(specifier => resolveImport(file, specifier))
      .filter(target => !/^(edge-agent\/src\/(worker|platform)\/|shared\/src\/|node:)/.test(target))
      .map(target => `${file.path} -> ${target}`),
  )
  assert.deepEqual(found, [])
})

test('processes of the agent are started and spoken to by the host of workers alone, on either side', () => {
  const starts = agent.filter(file => !inHost(file) && /\w*[sS]pawner\s*\.\s*node\(/.test(withoutComments(file.text)))
  const speaks = agent.filter(
    file => !inPlatform(file) && /\bprocess\s*\.\s*(send\b|on(ce)?\(\s*'message')/.test(withoutComments(file.text)),
  )
  const listens = agent.filter(
    file => !inHost(file) && /\bparentProcess\s*\.\s*(send|listen)\(/.test(withoutComments(file.text)),
  )
  assert.deepEqual(paths([...starts, ...speaks, ...listens]), [])
})

test('the protocol of a worker is in the file ipc.ts of its folder', () => {
  const typed = /\b(?:WorkerKind|KeyedWorkers|serveWorker|startWorkerHost|askOnce)<(\w+)/g
  const found = agent
    .filter(file => !inHost(file))
    .flatMap(file => [...file.text.matchAll(typed)].map(match => ({ file, name: match[1] ?? '' })))
    .filter(({ file, name }) => !new RegExp(`\\b${name}\\b[^;]*?from '\\./ipc\\.ts'`).test(file.text))
    .map(({ file, name }) => `${file.path}: ${name}`)
  assert.deepEqual(found, [])
  assert.ok(protocols.length > 0)
})

/** All that a file leads to by its imports, types included. */
function reached(from: SourceFile): ReadonlySet<string> {
  const seen = new Set([from.path])
  for (const path of seen) {
    const file = byPath.get(path)
    for (const specifier of file?.imports ?? []) seen.add(resolveImport(file as SourceFile, specifier))
  }
  return seen
}

test('no packet travels as a message: protocols neither name one nor lead to one', () => {
  const speaking = [...protocols, ...agent.filter(inHost)]
  const named = speaking.filter(file => /\b(PicturePacket|CameraPacket)\b/.test(file.text))
  const leading = speaking.filter(file => reached(file).has('edge-agent/src/media/packet.ts'))
  assert.deepEqual(paths([...named, ...leading]), [])
})

test('bytes in a message are a single small picture, and say here why they may be', () => {
  const found = protocols.flatMap(file => {
    const text = withoutComments(file.text)
    const fields = [...text.matchAll(/(\w+)\??: Uint8Array\b/g)].map(match => match[1])
    assert.equal([...text.matchAll(byteType)].length, fields.length, `${file.path}: bytes outside of a named field`)
    return fields.map(field => `${file.path.slice('edge-agent/src/'.length)} ${field}`)
  })
  assert.deepEqual(found.toSorted(), Object.keys(bytesInMessages).toSorted())
})

test('probe is the name of the command; what it takes has names of its own', () => {
  const below =
    /^edge-agent\/src\/(camera-access|capture|live|media|picture|platform|record|recorder|snapshot|worker)\//
  // The log says the command's name, which is the word that people know.
  const withoutStrings = (text: string) => withoutComments(text).replace(/'[^'\n]*'/g, '')
  const found = sourceFiles()
    .filter(file => below.test(file.path) && !/\.test\.ts$/.test(file.path))
    .filter(file => /probe/i.test(file.path) || /probe/i.test(withoutStrings(file.text)))
  assert.deepEqual(paths(found), [])
})
