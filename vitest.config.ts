import { defineConfig } from "vitest/config";

/** Rings 1 to 3: everything that needs no lab. */
export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/**/*.lab.test.ts", "node_modules/**"],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    coverage: { provider: "v8", include: ["src/**/*.ts"] },
  },
});
