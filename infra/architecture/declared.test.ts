import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sourceFiles, withoutComments } from './source-files.ts'

const declaredIn = (folder: RegExp) => sourceFiles().filter(file => folder.test(file.path))
const named = (text: string) => [...text.matchAll(/'([a-z-]+(?:\.[a-z-]+)?)'/g)].map(match => match[1] ?? '')

test('audit actions are declared beside their verbs, each of its own subject, and each is written by somebody', () => {
  const wrong: string[] = []
  const services = sourceFiles().filter(file => /^control-plane\/src\/services\//.test(file.path) && !file.isTest)
  const files = services.filter(file => file.path.endsWith('/audit-actions.ts'))
  assert.ok(files.length > 5)
  for (const { path, text } of files) {
    const entity = path.split('/').at(-2)
    const [subject, ...whats] = named(text.slice(text.indexOf('defineAuditActions(')))
    if (subject !== entity) wrong.push(`${path}: of ${subject}`)
    for (const what of whats) {
      const use = new RegExp(`\\b${entity}Actions\\.${what}\\b`)
      if (!services.some(file => use.test(file.text))) wrong.push(`${path}: nobody writes ${subject}.${what}`)
    }
  }
  const elsewhere = sourceFiles().filter(
    file => !file.isTest && /\bdefineAuditActions\(/.test(withoutComments(file.text)) && !files.includes(file),
  )
  assert.deepEqual(
    elsewhere.map(file => file.path).filter(path => path !== 'control-plane/src/audit/define-actions.ts'),
    [],
  )
  assert.deepEqual(wrong, [])
})

test('permissions are declared in the file of their entity, and every file is in the register', () => {
  const register = sourceFiles().find(file => file.path === 'shared/src/policy/permissions.ts')?.text ?? ''
  const files = declaredIn(/^shared\/src\/policy\/permissions\//)
  assert.ok(files.length > 5)
  for (const { path, text } of files) {
    const entity = path.split('/').at(-1)?.replace('.ts', '') ?? ''
    assert.match(register, new RegExp(`\\.\\.\\.${entity}Permissions\\b`), `${path} is not in the register`)
    const permissions = named(text).filter(name => name.includes('.'))
    assert.ok(permissions.length > 0, path)
    assert.deepEqual(
      permissions.filter(name => !name.startsWith(`${entity}.`)),
      [],
      path,
    )
  }
})

test('a job is one file by its name, and every one is in the register', () => {
  const folder = 'control-plane/src/jobs/'
  const register = sourceFiles().find(file => file.path === `${folder}registry.ts`)?.text ?? ''
  const files = declaredIn(/^control-plane\/src\/jobs\//).filter(
    file => !file.isTest && /= defineJob\(/.test(file.text) && !file.path.endsWith('/define-job.ts'),
  )
  assert.ok(files.length > 2)
  for (const { path, text } of files) {
    const name = path.slice(folder.length).replace('.ts', '')
    assert.match(text, new RegExp(`name: '${name}'`), path)
    assert.match(register, new RegExp(`from './${name}\\.ts'`), `${path} is not in the register`)
  }
})
