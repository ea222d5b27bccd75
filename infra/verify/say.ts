import type { FileResult } from './test-file.ts'

export const say = (text: string): boolean => process.stdout.write(`${text}\n`)
export const inSeconds = (seconds: number): string => `${seconds.toFixed(1).padStart(6)} s`

export function sayResult(result: FileResult): void {
  const numbers = `${result.passed} passed${result.skipped ? `, ${result.skipped} skipped` : ''}`
  if (result.failed === 0) return void say(`ok    ${inSeconds(result.seconds)}  ${result.file} (${numbers})`)
  say(`FAILED ${inSeconds(result.seconds)}  ${result.file} (${numbers}, ${result.failed} failed)`)
  say(result.output)
  for (const problem of result.problems) say(`FAILED ${result.file}: ${problem}`)
}
