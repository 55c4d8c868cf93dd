/** What `config schema` is written to in the examples, and looked for by editors, beside the configuration. */
const schemaFileName = "kubewright.schema.json";

/** The comment by which editors that speak with yaml-language-server find the schema. It holds for one document only. */
const schemaModeline = `# yaml-language-server: $schema=${schemaFileName}`;

/** The same documents, each with that comment above it. */
export function withModelines(documents: string): string {
  return documents
    .split(/^---\n/m)
    .map((document) => `${schemaModeline}\n${document}`)
    .join("---\n");
}
