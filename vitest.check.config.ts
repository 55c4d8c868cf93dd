import { defineConfig } from "vitest/config";

/** Whole runs, one after another, that take their time: `npm test` has them. */
const longRuns = [
  "test/apply/later-runs.test.ts",
  "test/apply/saved-plan.test.ts",
  "test/apply/ssh-join.test.ts",
  "test/fuzz/**",
  "test/init/phases.test.ts",
  "test/init/secrets.test.ts",
  "test/join/discovery-failures.test.ts",
  "test/join/phases.test.ts",
  "test/reset/reset.test.ts",
];

/** Programs of their own, and the reading of every source with the compiler: `npm test` has them too. */
const slowStarts = ["test/lab/**", "test/cli/process-io.test.ts", "test/docs/errors.test.ts"];

/** What `npm run check` runs: ring 1, and ring 2 with the small sample of crash points. Rings 3 and 4 need sockets, shells or hosts. */
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
      ...longRuns,
      ...slowStarts,
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
