import { KubewrightError } from "../../src/errors.ts";
import type { Host } from "../../src/host/host.ts";
import { lockedExitCode } from "../../src/host/lock-script.ts";
import { apart, looksIn, names, times, together } from "./answer-looks.ts";
import { writesIn } from "./answer-writes.ts";
import { simpleCommands } from "./shell-words.ts";

/** How an answered script ends; a negative code is a signal's. */
export interface Answered {
  readonly code: number;
  readonly stdout: Buffer | string;
  readonly stderr: string;
}

/** What a machine that stands in for a shell reads and says while a script runs. */
export interface ScriptStreams {
  /** All of standard input, when it has ended. */
  readonly input: () => Promise<Buffer>;
  /** The first line of standard input. */
  readonly firstLine: () => Promise<string>;
  readonly say: (text: string) => void;
}

/** The script within a command line of shell-line.ts, and the marker in it. */
export function scriptIn(line: string): { readonly script: string; readonly marker: string } | null {
  const [, encoded] = /\$\(echo ([A-Za-z0-9+/=]+)\|base64 -d\)/.exec(line) ?? [];
  if (encoded === undefined) return null;
  const script = Buffer.from(encoded, "base64").toString("utf8");
  const [, marker = ""] = /^m=([0-9a-f]{32});/.exec(script) ?? [];
  return { script, marker };
}

/**
 * Answers the scripts of src/host/ssh as a shell on a machine with these files would, without a process: what makes a thousand machines fit
 * into one. The contract of hosts is run over it, so it cannot drift from the scripts unseen.
 */
export async function answerScript(
  host: Host,
  script: string,
  marker: string,
  streams: ScriptStreams,
): Promise<Answered> {
  const section = (name: string): string => `\n${marker} ${name}\n`;
  const framed = (body: Buffer): Answered => {
    const head = Buffer.from(`${section("marker")}${marker}`);
    return { code: 0, stdout: Buffer.concat([head, body, Buffer.from(section("end"))]), stderr: "" };
  };
  try {
    if (script.includes('("q$1")')) return await answerJointly(host, script, marker);
    if (script.includes("exec timeout -s KILL")) return await answerCommand(host, script, await streams.input());
    if (script.includes("flock -n 9")) return await answerLock(host, script, streams);
    if (script.includes("cut written")) {
      const said = await streams.input();
      if (!said.toString("utf8").endsWith("all is said\n"))
        return { code: 1, stdout: "", stderr: "the connection ended before all was said\n" };
      const [deed = "", looks = ""] = script.split("cut written\n");
      await host.write(writesIn(deed, said));
      const head = Buffer.from(`${section("marker")}${marker}${section("written")}`);
      return { code: 0, stdout: Buffer.concat([head, ...(await looksIn(host, looks, section))]), stderr: "" };
    }
    const paths = pathsIn(script);
    if (script.includes("cut times")) return framed(await times(host, paths, section));
    if (script.includes("cut $i")) return framed(await names(host, paths, section));
    if (script.includes('cut before;look "$@"')) return framed(await together(host, paths, section));
    if (script.includes("cut whole")) return framed(await apart(host, paths, section));
    if (script.startsWith("id -u") || script.includes("\nid -u\n")) return { code: 0, stdout: "0\n", stderr: "" };
  } catch (error) {
    return failed(error, section, marker);
  }
  return { code: 127, stdout: "", stderr: "this machine knows no such script\n" };
}

/** Answers each question of joint-script.ts by itself, all of them side by side. */
async function answerJointly(host: Host, script: string, marker: string): Promise<Answered> {
  const none: ScriptStreams = { input: async () => Buffer.alloc(0), firstLine: async () => "", say: () => undefined };
  const part = (name: string): Buffer => Buffer.from(`\n${marker}= ${name}\n`);
  const answers = await Promise.all(
    questionsIn(script).map(async (question, at) => {
      const { code, stdout, stderr } = await answerScript(host, question, marker, none);
      const out = Buffer.from(stdout);
      return [part(`out ${at}`), out, part(`err ${at} ${shellCode(code, stderr)}`), Buffer.from(stderr)];
    }),
  );
  return { code: 0, stdout: Buffer.concat([part(`marker ${marker}`), ...answers.flat(), part("end")]), stderr: "" };
}

/** A shell's word for a command that was not found, or was killed. */
function shellCode(code: number, stderr: string): number {
  return code >= 0 ? code : stderr.includes("ENOENT") ? 127 : 137;
}

function questionsIn(script: string): readonly string[] {
  const found: string[] = [];
  for (let from = script.indexOf("q0() {\n"); from >= 0; ) {
    const begin = from + `q${found.length}() {\n`.length;
    const next = script.indexOf(`\n}\nq${found.length + 1}() {\n`, begin);
    found.push(script.slice(begin, next < 0 ? script.lastIndexOf('\n}\npart "marker ') : next));
    from = next < 0 ? -1 : next + "\n}\n".length;
  }
  return found;
}

function failed(error: unknown, section: (name: string) => string, marker: string): Answered {
  if (!(error instanceof KubewrightError)) return { code: 1, stdout: "", stderr: `${String(error)}\n` };
  const path = /^(\/.*) could not be written\.$/s.exec(error.what)?.[1] ?? "";
  const isWrite = error.code === "HOST_WRITE_FAILED";
  const stdout = isWrite ? `${section("marker")}${marker}${section("failed")}${path}` : "";
  return { code: 1, stdout, stderr: `${error.why ?? error.what}\n` };
}

async function answerCommand(host: Host, script: string, input: Buffer): Promise<Answered> {
  const words = simpleCommands(script).find(([first, second]) => first === "exec" && second === "timeout") ?? [];
  const [, , , , seconds = "60", file = "", ...args] = words;
  const result = await host.run({
    argv: [file, ...args],
    stdin: input.toString("utf8"),
    timeoutMs: 1000 * Number(seconds),
  });
  return result;
}

async function answerLock(host: Host, script: string, { firstLine, input, say }: ScriptStreams): Promise<Answered> {
  const path = pathsIn(script)[0] ?? "";
  const holder = await firstLine();
  try {
    const held = await host.hold(path, holder);
    say("held\n");
    await input();
    await held.release();
    return { code: 0, stdout: "", stderr: "" };
  } catch (error) {
    if (!(error instanceof KubewrightError && error.code === "HOST_LOCKED")) throw error;
    return { code: lockedExitCode, stdout: `${error.why?.split(" is held by: ")[1] ?? ""}\n`, stderr: "" };
  }
}

/** The words behind `set --`. */
function pathsIn(script: string): readonly string[] {
  const set = simpleCommands(script).find(([first, second]) => first === "set" && second === "--") ?? [];
  return set.slice(2);
}
