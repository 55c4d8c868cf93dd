import { defineConfig } from "vitest/config";

/** What `npm run check` runs: ring 1, and ring 2 with the small sample of crash points. Rings 3 and 4 need sockets, shells or hosts. */
export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: [
      "test/**/*.lab.test.ts",
      "test/host/**",
      "test/cri/**",
      "test/etcd/**",
      "test/scripts/**",
      "test/cli/shells/**",
      "test/vagrant/**",
      "node_modules/**",
    ],
    testTimeout: 30_000,
    pool: "threads",
    isolate: false,
  },
});
