import { userId } from "../../facts/user-id.ts";
import { type Check, error } from "../check.ts";

/** IsPrivilegedUser: commands on the machine run as root. Without it no other answer counts. */
export const isPrivilegedUser: Check = {
  name: "IsPrivilegedUser",
  gate: true,
  look: async ({ fact }) => {
    const id = await fact(userId);
    if (id === 0) return [];
    return [
      error(
        id < 0 ? "The user could not be found out." : `The user is ${id}, not root.`,
        "Everything below writes to /etc/kubernetes and /var/lib and starts services.",
        "Run the same command with sudo.",
      ),
    ];
  },
};
