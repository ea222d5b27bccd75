import assert from 'node:assert/strict'
import { basename } from 'node:path'
import { test } from 'node:test'
import { commandDefinitions } from '@nightjar/shared/protocol/commands/registry.ts'
import { resolveImport, sourceFiles, withoutComments } from './source-files.ts'

const product = sourceFiles().filter(file => !file.isTest)
const inFolder = (folder: string) => product.filter(file => file.path.startsWith(`${folder}/`))
const fileNames = commandDefinitions.map(({ verb }) => `${verb.replace('.', '-')}.ts`)

test('a command is one file by its own name on each side, and each such file is a command of the registry', () => {
  const defined = inFolder('shared/src/protocol')
    .filter(file => /\bdefineCommand\(\{/.test(withoutComments(file.text)))
    .map(file => file.path)
  assert.deepEqual(defined.toSorted(), fileNames.map(name => `shared/src/protocol/commands/${name}`).toSorted())
  const handlers = inFolder('edge-agent/src/agent/commands').map(file => basename(file.path))
  assert.deepEqual(handlers.filter(name => name !== 'handlers.ts').toSorted(), fileNames.toSorted())
})

const issue = 'control-plane/src/services/command/issue.ts'

test('commands are issued by services/command alone, in the one way that signs them', () => {
  const outside = inFolder('control-plane/src').filter(
    file => !file.path.startsWith('control-plane/src/services/command/'),
  )
  const issuing = outside
    .filter(file => file.imports.some(specifier => resolveImport(file, specifier) === issue))
    .map(file => file.path)
  assert.deepEqual(issuing, [])
  const writing = inFolder('control-plane/src')
    .filter(file => /\binsert\(\s*commands\b/.test(withoutComments(file.text)))
    .map(file => file.path)
  assert.deepEqual(writing, [issue])
})

test('commands reach the broker from the rows that were signed, and the agent runs none that it has not verified', () => {
  const sending = inFolder('control-plane/src')
    .filter(file => /\.publish\(\s*command\b/.test(withoutComments(file.text)))
    .map(file => file.path)
  assert.deepEqual(sending, ['control-plane/src/link/announcer.ts'])
  const making = inFolder('edge-agent/src')
    .filter(file => /\bcreateCommandHandlers\(/.test(withoutComments(file.text)))
    .filter(file => !/\bcreateCommandRunner\(/.test(withoutComments(file.text)))
    .map(file => file.path)
  // The one that remains is where it is made; whoever calls it hands the handlers to the runner.
  assert.deepEqual(making, ['edge-agent/src/agent/commands/handlers.ts'])
})
