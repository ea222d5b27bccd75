import { getCACertificates } from 'node:tls'
import { parentProcess } from '../parent-process.ts'

/** A process for the tests of the spawner: says what it trusts beyond what Node brings. */
void parentProcess.send({ extra: getCACertificates('extra') })
