import { readdirSync, readFileSync } from "node:fs";
import { defineConfig } from "vitest/config";

/**
 * The whole runs that the check takes: one or two of each kind, most of them cut off at moments that KUBEWRIGHT_SEED
 * draws (test/support/memory-machine/crash-points.ts). They cost about a seventh of what all of ring 2 does; who changes
 * what runs do on machines also types `npx vitest run test/<room>`.
 */
const sampleOfRing2 = [
  "test/init/crash-points.test.ts",
  "test/init/tree.test.ts",
  "test/join/worker-crash-points.test.ts",
  "test/join/control-plane-crash-points.test.ts",
  "test/apply/interrupt.test.ts",
  "test/reset/crash-points.test.ts",
];

/** The files of these rooms that run whole commands on memory machines are ring 2; the others are quick. */
const restOfRing2 = ["apply", "init", "join", "reset"]
  .flatMap((room) => readdirSync(`test/${room}`).map((name) => `test/${room}/${name}`))
  .filter((path) => path.endsWith(".test.ts") && !sampleOfRing2.includes(path))
  .filter((path) => /memory-machine\/|joining-scene/.test(readFileSync(path, "utf8")));

/** Programs of their own, files of 50 MB, the reading of every source with the compiler, random bytes: `npm test` has them. */
const slow = [
  "test/cli/hostile-files.test.ts",
  "test/cli/process-io.test.ts",
  "test/docs/errors.test.ts",
  "test/fuzz/**",
  "test/lab/**",
  "test/phases/upload-certs-phase.test.ts",
];

/** What `npm run check` runs: ring 1 with fewer random cases, and a sample of ring 2. Rings 3 and 4 need sockets, shells or hosts. */
export default defineConfig({
  test: {
    experimental: { fsModuleCache: true },
    include: ["test/**/*.test.ts"],
    exclude: [
      "test/**/*.lab.test.ts",
      "test/host/**",
      "test/bench/**",
      "test/cri/**",
      "test/etcd/**",
      "test/scripts/**",
      "test/cli/shells/**",
      "test/vagrant/**",
      ...restOfRing2,
      ...slow,
      "node_modules/**",
    ],
    env: { KUBEWRIGHT_SAMPLE: "small" },
    setupFiles: ["test/support/small-sample.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: "forks",
    isolate: false,
  },
});
