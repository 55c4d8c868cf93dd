import type { Suspect } from "../cause.ts";

/** NODE_NAME_UNRESOLVED: the kubelet waits for the machine's own name, which nobody answers. */
export const nodeName: Suspect = ({ ownName, kubeletJournal }) => {
  if (ownName === null || ownName.addresses.length > 0) return null;
  const said = kubeletJournal.findLast((line) =>
    /lookup \S+.*(?:no such host|timeout|server misbehaving)|hostname could not be reached/i.test(line),
  );
  if (said === undefined && !ownName.timedOut) return null;
  return {
    code: "NODE_NAME_UNRESOLVED",
    what: `The node's name "${ownName.name}" does not resolve on the machine itself.`,
    why: said ?? "A name server is configured that does not answer, and the kubelet waits for it.",
    next: `echo '<address> ${ownName.name}' >> /etc/hosts, then run the same command again.`,
    isPermanent: false,
  };
};
