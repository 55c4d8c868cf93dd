/**
 * What ssh2 ciphers packets with. It gives its keys as bytes, and Node 24 needs 25 microseconds more for a cipher from bytes
 * than for one from a key object; and it asks for the few bytes of each packet's padding by a call of their own.
 */
const ssh2Ciphers = `
const crypto = require("node:crypto");
const keys = new WeakMap();
function keyOf(bytes) {
  let key = keys.get(bytes);
  if (key === undefined) keys.set(bytes, (key = crypto.createSecretKey(bytes)));
  return key;
}
const pool = Buffer.allocUnsafe(16384);
let used = pool.length;
module.exports = {
  createCipheriv: (name, key, iv, options) => crypto.createCipheriv(name, keyOf(key), iv, options),
  createDecipheriv: (name, key, iv, options) => crypto.createDecipheriv(name, keyOf(key), iv, options),
  createHmac: (name, key) => crypto.createHmac(name, keyOf(key)),
  randomFillSync: (buffer, at, size) => {
    if (used + size > pool.length) used = (crypto.randomFillSync(pool), 0);
    pool.copy(buffer, at, used, (used += size));
    return buffer;
  },
  timingSafeEqual: crypto.timingSafeEqual,
};
`;

/** esbuild plugin: ssh2's packet layer gets these instead of node:crypto. The build fails when it has no such layer any more. */
export const withFastCiphers = {
  name: "with-fast-ciphers",
  setup(builder) {
    builder.onResolve({ filter: /^crypto$/ }, ({ path, importer }) =>
      /ssh2.lib.protocol.crypto\.js$/.test(importer) ? { path, namespace: "ssh2-ciphers" } : undefined,
    );
    let isUsed = false;
    builder.onLoad({ filter: /.*/, namespace: "ssh2-ciphers" }, () => {
      isUsed = true;
      return { contents: ssh2Ciphers, loader: "js" };
    });
    builder.onEnd(() =>
      isUsed ? undefined : { errors: [{ text: "ssh2's lib/protocol/crypto.js is not where it was" }] },
    );
  },
};
