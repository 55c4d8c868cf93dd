import { exitCodes } from "../../errors.ts";
import { build, version } from "../../version.ts";
import type { CommandSpec } from "../command-spec.ts";
import { flags, reworded } from "../flags/shelf.ts";
import { outputForm } from "../run-options.ts";

/** kubeadm's `version -o json` has these keys; where it tells of Go, this tells of Node. */
function versionRecord(): Readonly<Record<string, Readonly<Record<string, string>>>> {
  const [major = "0", minor = "0"] = version.split(".");
  return {
    clientVersion: {
      major,
      minor,
      gitVersion: `v${version}`,
      gitCommit: build.commit,
      gitTreeState: build.treeState,
      buildDate: build.date,
      nodeVersion: process.version,
      platform: `${process.platform}/${process.arch === "x64" ? "amd64" : process.arch}`,
    },
  };
}

/** `kubewright version`. */
export const versionCommand: CommandSpec = {
  name: "version",
  summary: "Tell this program's version",
  flags: reworded(flags("output"), {
    output: { help: "Form of what is printed", value: "text|short|json|yaml", otherwise: "text" },
  }),
  examples: [
    { what: "Version, commit and platform", type: "kubewright version" },
    { what: "The version alone", type: "kubewright version -o short" },
  ],
  run: async (call, io) => {
    const form = outputForm(call, ["text", "short", "json", "yaml"], "text");
    const record = versionRecord();
    if (form === "short") io.stdout.write(`v${version}\n`);
    else if (form === "json") io.stdout.write(`${JSON.stringify(record, null, 2)}\n`);
    else if (form === "yaml") io.stdout.write((await import("../../yaml.ts")).printYaml(record));
    else
      io.stdout.write(
        `kubewright v${version} (${build.commit.slice(0, 12)}, ${build.date}, Node ${process.version})\n`,
      );
    return exitCodes.done;
  },
};
