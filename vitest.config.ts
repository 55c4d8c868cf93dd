import { defineConfig } from "vitest/config";

/** What needs sockets, shells or processes of its own: ring 3. */
const ring3 = ["test/host/**", "test/cri/**", "test/etcd/**", "test/scripts/**", "test/cli/shells/**", "test/bench/**"];
const notHere = ["test/**/*.lab.test.ts", "node_modules/**"];

/** Rings 1 to 3: everything that needs no lab. The files of rings 1 and 2 share their modules, ring 3's have a process each. */
export default defineConfig({
  test: {
    experimental: { fsModuleCache: true },
    coverage: { provider: "v8", include: ["src/**/*.ts"] },
    projects: [
      {
        extends: true,
        test: {
          name: "rings 1 and 2",
          include: ["test/**/*.test.ts"],
          exclude: [...notHere, ...ring3],
          pool: "forks",
          isolate: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: "ring 3",
          include: ring3.map((folder) => `${folder}/*.test.ts`),
          exclude: notHere,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
