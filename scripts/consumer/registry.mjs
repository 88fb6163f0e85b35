/** A registry on this machine that has the packed packages and nothing else, so that they are installed as if published. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { basename } from 'node:path'
import { run } from './packed.mjs'

const sha = (algorithm, bytes, encoding) => createHash(algorithm).update(bytes).digest(encoding)

/** What a registry says of the package in a tarball. */
function described(tarball, address) {
  const manifest = JSON.parse(run('tar', ['-xzOf', tarball, 'package/package.json']))
  const bytes = readFileSync(tarball)
  const dist = {
    tarball: `${address}/${basename(tarball)}`,
    shasum: sha('sha1', bytes, 'hex'),
    integrity: `sha512-${sha('sha512', bytes, 'base64')}`,
  }
  return {
    name: manifest.name,
    'dist-tags': { latest: manifest.version },
    versions: {
      [manifest.version]: { ...manifest, _id: `${manifest.name}@${manifest.version}`, dist },
    },
    time: { [manifest.version]: '2020-01-01T00:00:00.000Z' },
  }
}

/** Serves tarballs as the packages that they are, on a port that is free: its address, and what ends it. */
export async function serveRegistry(tarballs) {
  const answers = new Map()
  const server = createServer((request, response) => {
    const answer = answers.get(decodeURIComponent(request.url))
    response.writeHead(answer ? 200 : 404).end(answer ?? '{ "error": "not found" }')
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = `http://127.0.0.1:${server.address().port}`
  for (const tarball of tarballs) {
    const document = described(tarball, address)
    answers.set(`/${document.name}`, JSON.stringify(document))
    answers.set(`/${basename(tarball)}`, readFileSync(tarball))
  }
  return { address, close: () => server.close() }
}
