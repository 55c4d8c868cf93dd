import { defineConfig } from "vitest/config";

/** Ring 4: real hosts. One file at a time, since each brings up hosts of its own. */
export default defineConfig({
  test: {
    include: ["test/**/*.lab.test.ts"],
    fileParallelism: false,
    testTimeout: 600_000,
    hookTimeout: 900_000,
  },
});
