import assert from 'node:assert/strict'
import { test } from 'node:test'
import { resolveImport, type SourceFile, sourceFiles, withoutComments } from './source-files.ts'

const own = 'infra/architecture/one-of-each.test.ts'
const sources = sourceFiles().filter(file => file.path !== own)
const product = sources.filter(file => !file.isTest)

const holding = (files: readonly SourceFile[], pattern: RegExp): string[] =>
  files.filter(file => pattern.test(withoutComments(file.text))).map(file => file.path)

test('one clock: nobody else makes a sleep of a timer, or says what a clock is', () => {
  const clock = 'shared/src/platform/clock.ts'
  const sleeps = /\bsetTimeout\(\s*(resolve\b|\(\) => \{?[^}]{0,120}\bresolve\()|from 'node:timers\/promises'/
  assert.deepEqual(holding(product, sleeps), [clock])
  assert.deepEqual(holding(product, /\bsleep\(ms: number/), [clock])
  // The one of the web app's tests is the simulated clock with a screen.
  assert.deepEqual(holding(sources, /\bclass \w+ [\w ]*\bimplements \w*Clock\b/), [
    'shared/src/testing/simulated-clock.ts',
    'web/src/testing/player-clock.ts',
  ])
  const clockOfWeb = sources.find(file => file.path === 'web/src/testing/player-clock.ts')
  assert.match(clockOfWeb?.text ?? '', /\bextends SimulatedClock\b/)
})

test('one backoff: pauses are doubled in one place', () => {
  const doubled = /(\b\w*Ms|\b\d[\d_]*) \* 2 \*\*|\bMath\.min\(\w*Ms \* 2\b|\b\w*Ms \*= 2\b/
  assert.deepEqual(holding(product, doubled), ['shared/src/retry/backoff.ts'])
})

test('one list of log levels', () => {
  assert.deepEqual(holding(sources, /'fatal',\s*'error',\s*'warn'/), ['shared/src/domain/log-level.ts'])
})

test('one address policy: what no camera can be at is said in shared, and addresses are read in two places', () => {
  const policy = 'shared/src/address-policy/'
  const judging = holding(product, /'(carrierGradeNat|uniqueLocal|linkLocal|metadata\.google\.internal|fd00:ec2::254)'/)
  assert.deepEqual(
    judging.filter(path => !path.startsWith(policy)),
    [],
  )
  const reading = product.filter(file => file.imports.includes('ipaddr.js')).map(file => file.path)
  assert.deepEqual(
    reading.filter(path => !path.startsWith(policy)),
    // Of callers, for limits and logs.
    ['control-plane/src/platform/client-address.ts'],
  )
  const users = product.filter(file =>
    file.imports.some(name => resolveImport(file, name) === `${policy}judge-host.ts`),
  )
  assert.deepEqual(users.map(file => file.path).toSorted(), [
    'control-plane/src/services/camera/camera-source.ts',
    'edge-agent/src/camera-access/address-policy.ts',
  ])
})

/** Outermost boxes of a movie or a fragment, and what stands beside them in a file. */
const boxNames = ['ftyp', 'styp', 'moov', 'trak', 'moof', 'mdat', 'sidx', 'mfra']

/** Their four bytes as one number, or one by one. */
const boxNumbers = boxNames.flatMap(name => {
  const codes = [...name].map(letter => letter.charCodeAt(0))
  const hex = codes.map(code => code.toString(16))
  return [`0x${hex.join('')}`, codes.join(',\\s*'), hex.map(byte => `0x${byte}`).join(',\\s*')]
})
/** In quotes, alone or among other names, or as numbers. */
const namesBox = new RegExp(
  `['"\`](\\w{4}[ ,|]+)*(${boxNames.join('|')})([ ,|]+\\w{4})*['"\`]|\\b(${boxNumbers.join('|')})\\b`,
)

/** Who knows boxes by name and takes none apart, each with what it does with them. */
const besideTheReader: Readonly<Record<string, string>> = {
  'control-plane/src/services/recording/shift-fragments.ts':
    'which boxes of a segment say times; the one reader gives them',
  'edge-agent/src/record/read-segment.ts': 'in which order boxes come in a segment; the one reader gives them',
  'web/src/player/recorded/append-segment.ts': 'which boxes a player can take at once; the one reader gives them',
}

test('one reader of MP4 boxes, in shared/src/mp4: nobody else knows them by name, or finds them by length and type', () => {
  const elsewhere = product.filter(file => !file.path.startsWith('shared/src/mp4/'))
  const naming = holding(elsewhere, namesBox)
  assert.deepEqual(naming.toSorted(), Object.keys(besideTheReader).toSorted())
  // Bytes are numbers and letters for whoever takes them apart.
  const letters = /\bfromCharCode\b|\bTextDecoder\b|['"`](latin1|ascii|binary|utf-?8)['"`]/
  const numbers = /\bgetUint(8|16|32)\(|\bgetBigUint64\(|\breadU?Int\w*\(/
  const reading = elsewhere.filter(file => naming.includes(file.path))
  assert.deepEqual(holding(reading, new RegExp(`${letters.source}|${numbers.source}`)), [])
  const lengths = /\bgetUint32\([^,)]*\)|\breadUInt32BE\(/
  assert.deepEqual(
    holding(
      elsewhere.filter(file => lengths.test(withoutComments(file.text))),
      letters,
    ),
    [],
  )
})

test('nothing that ships imports what is there for tests', () => {
  const found = product.flatMap(file =>
    file.imports
      .map(specifier => resolveImport(file, specifier))
      .filter(target => /\/src\/(.*\/)?testing\//.test(target))
      .map(target => `${file.path} -> ${target}`),
  )
  assert.deepEqual(found, [])
})
