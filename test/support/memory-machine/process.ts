/** What runs in a container or as a service. */
export interface Process {
  stop(): void;
}
