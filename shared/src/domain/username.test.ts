import assert from 'node:assert/strict'
import { test } from 'node:test'
import { usernameSchema } from './username.ts'

const accepts = (name: string): boolean => usernameSchema.safeParse(name).success

test('names of one alphabet pass, in any alphabet, and those that are written together', () => {
  const names = ['ada', 'Ada.Lovelace', 'ada@example.org', 'müller', 'ñandú', 'иван', 'αλέξης', 'דנה', 'أحمد', '김철수']
  for (const name of [...names, 'さくら', '山田はなこ', '山田ハナコ2', 'เอ', 'cam_7', '1st-shift'])
    assert.ok(accepts(name), name)
})

test('letters of alphabets that are mistaken for each other do not stand in one name', () => {
  for (const name of ['\u0430dmin', 'аdmin', 'admіn', 'αdmin', 'Αdmin', 'pаypal', 'ivаn', 'иvan', 'ոik'])
    assert.ok(!accepts(name), JSON.stringify(name))
})

test('nothing that cannot be seen stands in a name', () => {
  const unseen = [
    '\u200b',
    '\u200c',
    '\u200d',
    '\u2060',
    '\ufeff',
    '\u00ad',
    '\u3164',
    '\u115f',
    '\uffa0',
    '\u034f',
    '\u202e',
  ]
  // A byte order mark counts as a space at either end, and is taken off like one.
  for (const character of unseen)
    for (const name of [`ad${character}min`, `admin${character}`, `${character}admin`])
      assert.ok(!accepts(name) || usernameSchema.parse(name) === 'admin', JSON.stringify(name))
})

test('no dots and spaces at the ends, none inside that are no dots', () => {
  assert.equal(usernameSchema.parse(' admin  '), 'admin')
  for (const name of ['admin.', '.admin', 'admin\u2024', 'admin .', 'ad min', 'admin\u00a0x'])
    assert.ok(!accepts(name), JSON.stringify(name))
})

test('digits of two systems do not stand in one name', () => {
  assert.ok(accepts('cam12') && accepts('١٢'))
  assert.ok(!accepts('1٢') && !accepts('cam1٢'))
})
