import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import type { Hub } from './hub.ts'
import { createInternalServer, type InternalRoutes, internalRoutes } from './internal-server.ts'
import type { Transfers } from './transfers.ts'

const key = 'k'.repeat(43)

test('every path of the private port asks for the key, those that are not there too', async t => {
  const routes = internalRoutes({} as Hub, {} as Transfers, () => false)
  assert.ok(routes.size >= 2)
  const reached: string[] = []
  const spied: InternalRoutes = new Map(
    [...routes.keys()].map(name => [
      name,
      (_request, response) => {
        reached.push(name)
        response.end()
      },
    ]),
  )
  const server = createInternalServer(spied, key).listen(0, '127.0.0.1')
  t.after(() => server.close())
  await once(server, 'listening')
  const ask = async (route: string, authorization?: string) => {
    const [method = '', target = ''] = route.split(' ')
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${target}`
    return (await fetch(url, { method, ...(authorization && { headers: { authorization } }) })).status
  }
  const wrong = [undefined, 'Bearer', `Bearer ${key}x`, `Bearer ${key.slice(1)}`, `bearer ${key}`, key, `Basic ${key}`]
  for (const route of [...routes.keys(), 'POST /internal/transfers', 'GET /', 'GET /internal/other'])
    for (const header of wrong) assert.equal(await ask(route, header), 401, `${route} with ${header}`)
  assert.deepEqual(reached, [])
  for (const route of routes.keys()) assert.equal(await ask(route, `Bearer ${key}`), 200, route)
  assert.deepEqual(reached, [...routes.keys()])
  assert.equal(await ask('GET /internal/other', `Bearer ${key}`), 404)
})
