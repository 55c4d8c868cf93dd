import type { AnyAuthMethod, AuthenticationType, AuthHandlerMiddleware, Prompt } from "ssh2";
import type { Answers } from "./answers.ts";
import { type Hop, placeOf } from "./hop.ts";
import type { KeyRing } from "./key-ring.ts";

/** How one machine is entered, and what there is to say when it is not. */
export interface Authentication {
  readonly handler: AuthHandlerMiddleware;
  /** Takes ssh2's debugging lines: while the keys of an agent are tried, nothing else tells what the machine still accepts. */
  readonly hear: (line: string) => void;
  /** The ways the machine offers, as far as it said. */
  readonly offered: () => readonly string[];
  readonly tried: readonly string[];
}

/** Characters of what a machine says that it accepts. */
const mostWords = 300;

interface Way {
  /** The machine's name for it. */
  readonly name: "publickey" | "keyboard-interactive" | "password" | "none";
  readonly begin: () => Promise<AnyAuthMethod | null>;
}

/**
 * ssh's order: keys, then questions of the machine, then the password.
 * @param gaveUp told why nobody answers a question: who was asked has interrupted the run
 */
export function authentication(
  hop: Hop,
  ring: KeyRing,
  answers: Answers,
  gaveUp: (reason: unknown) => void,
): Authentication {
  const ways = waysFor(hop, ring, answers, gaveUp);
  const tried: string[] = [];
  let offered: readonly string[] = [];
  const next = async (): Promise<AnyAuthMethod | false> => {
    for (let way = ways.shift(); way !== undefined; way = ways.shift()) {
      if (offered.length > 0 && !offered.includes(way.name)) continue;
      const method = await way.begin();
      if (method === null) continue;
      if (way.name !== "none") tried.push(way.name);
      return method;
    }
    return false;
  };
  return {
    tried,
    offered: () => offered,
    hear: (line) => {
      const [, names] = /^Inbound: Received USERAUTH_FAILURE \((.*)\)$/.exec(line) ?? [];
      if (names !== undefined) offered = names.slice(0, mostWords).split(",");
    },
    handler: (left: readonly AuthenticationType[] | null, _partial, go) => {
      if (offered.length === 0) offered = left ?? [];
      // `false` ends the attempt; the type definitions know it only as an answer that is returned.
      next().then((method) => go(method as AnyAuthMethod), gaveUp);
    },
  };
}

function waysFor(hop: Hop, ring: KeyRing, answers: Answers, gaveUp: (reason: unknown) => void): Way[] {
  const { user } = hop;
  const answer = async (instructions: string, { prompt, echo }: Prompt): Promise<string> => {
    const isPassword = /password/i.test(prompt) && echo !== true;
    const text = askedBy(`${user} on ${placeOf(hop)}`, [instructions, prompt].join(" ").replace(/[\s:]+$/, ""));
    const given = isPassword
      ? await answers.password(user, placeOf(hop))
      : await answers.anew({ kind: "prompt", text, isHidden: echo !== true });
    return given?.reveal() ?? "";
  };
  const keys: Way = {
    name: "publickey",
    begin: async () => ({ type: "agent", username: user, agent: ring.agent }),
  };
  return [
    // Asks what the machine offers where there is no key to begin with.
    ring.size > 0 ? keys : { name: "none", begin: async () => ({ type: "none", username: user }) },
    {
      name: "keyboard-interactive",
      begin: async () =>
        answers.canAsk
          ? {
              type: "keyboard-interactive",
              username: user,
              prompt: (_name, instructions, _language, prompts, finish) =>
                void askAll(prompts, instructions, answer).then(finish, gaveUp),
            }
          : null,
    },
    {
      name: "password",
      begin: async () => {
        const given = await answers.password(user, placeOf(hop));
        return given === null ? null : { type: "password", username: user, password: given.reveal() };
      },
    },
  ];
}

/** A machine's own words with the machine's name: on a line of their own none can pass for a question of ours. */
function askedBy(who: string, said: string): string {
  const lines = said.trim().split(/[\r\n]+/);
  return lines.length === 1
    ? `${who}: ${said.trim()}`
    : [`${who} asks:`, ...lines.map((line) => `  ${line}`)].join("\n");
}

async function askAll(
  prompts: readonly Prompt[],
  instructions: string,
  answer: (instructions: string, prompt: Prompt) => Promise<string>,
): Promise<string[]> {
  const answers: string[] = [];
  for (const prompt of prompts) answers.push(await answer(instructions, prompt));
  return answers;
}
