import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { longRuns } from './long-runs.ts'
import { openRunFolder } from './run-folder.ts'
import { inSeconds, say } from './say.ts'
import { runTestFile } from './test-file.ts'

/** `npm run test:long -- [name ...]`: one run after the other, with the figures that they print. */
const names = process.argv.slice(2)
const unknown = names.find(name => !longRuns.some(run => run.name === name))
if (unknown !== undefined) {
  say(`There is no long run "${unknown}"; there are: ${longRuns.map(run => run.name).join(', ')}.`)
  process.exit(1)
}

// A long run that skips itself has shown nothing.
process.env.NIGHTJAR_REQUIRE_SERVICES = '1'
const folder = openRunFolder()
const hour = 3_600_000
let passed = 0
let failed = 0
for (const { name, file, variable, value } of longRuns) {
  if (names.length > 0 && !names.includes(name)) continue
  process.env[variable] ??= String(value)
  say(`\n== ${name}: ${file} with ${variable}=${process.env[variable]}`)
  const result = await runTestFile(file, { testLimitMs: hour, fileLimitMs: 3 * hour }, join(folder, name))
  passed += result.passed
  failed += result.failed
  say(result.output.trimEnd())
  for (const problem of result.problems) say(`FAILED ${file}: ${problem}`)
  say(`${result.failed === 0 ? 'ok   ' : 'FAILED'} ${inSeconds(result.seconds)}  ${name}`)
}
rmSync(folder, { recursive: true, force: true })
say(`\n${passed} passed, ${failed} failed`)
process.exitCode = failed > 0 || passed === 0 ? 1 : 0
