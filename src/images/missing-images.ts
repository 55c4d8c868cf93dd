import { criClient } from "../cri/client.ts";
import type { Fact } from "../engine/fact.ts";

/** The images of the list that the container runtime does not have, in the order of the list. */
export function missingImages(socket: string, images: readonly string[]): Fact<readonly string[]> {
  return {
    name: `missing images of ${images.join(" ")} at ${socket}`,
    read: async (view) => {
      const client = criClient({ view, socket, deadlineMs: 5000 });
      try {
        const found = await Promise.all(images.map((image) => client.image(image)));
        return images.filter((_, index) => found[index] === null);
      } finally {
        client.close();
      }
    },
  };
}
