import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import tailwindcss from '@tailwindcss/vite'
import { defineConfig, type Plugin } from 'vite'
import solid from 'vite-plugin-solid'

/**
 * Solid parses its compiled templates with `innerHTML`, which `require-trusted-types-for 'script'` forbids for plain
 * strings. The one assignment gets a policy of its own that nothing else can reach; anybody else's innerHTML stays
 * refused. The build fails when Solid moves the line, instead of shipping a page that stays blank.
 */
function trustedTemplates(): Plugin {
  const assignment = 't.innerHTML = html;'
  const policy = `const nightjarTemplates = globalThis.trustedTypes?.createPolicy('nightjar-templates', { createHTML: html => html });\n`
  return {
    name: 'nightjar:trusted-templates',
    transform(code, id) {
      if (!/solid-js\/web\/dist\/(web|dev)\.js/.test(id)) return null
      if (code.split(assignment).length !== 2) throw new Error(`expected one "${assignment}" in ${id}`)
      const trusted = code.replace(
        assignment,
        't.innerHTML = nightjarTemplates ? nightjarTemplates.createHTML(html) : html;',
      )
      return { code: policy + trusted, map: null }
    },
  }
}

const version = (JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8')) as { version: string })
  .version

export default defineConfig({
  plugins: [trustedTemplates(), solid(), tailwindcss()],
  define: { __NIGHTJAR_VERSION__: JSON.stringify(version) },
  resolve: {
    alias: [{ find: /^zod$/, replacement: fileURLToPath(new URL('src/api/zod-without-eval.ts', import.meta.url)) }],
  },
  build: {
    target: 'es2023',
    // Fonts and pictures stay files: font-src is 'self' without data:.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900,
  },
})
