/**
 * Why an image did not come, out of the words of containerd or the kubelet: without the image's name, the request's
 * address and the ports of the name server's answer, so that one cause is one text for all images.
 */
export function pullReason(text: string): string {
  const said = /failed to (?:pull|resolve|get|copy|do request).*$/.exec(text)?.[0] ?? text;
  return said
    .replace(/"+ (?:image|pod|podUID)=.*$|"+$/, "")
    .replace(/failed to pull (?:and unpack )?image \\*"[^"]*": /, "")
    .replace(/failed to resolve (?:image|reference \\*"[^"]*"): /, "")
    .replace(/failed to do request: (?:Head|Get) \\*"[^"]*": /, "")
    .replace(/read udp \S+->\S+: read: /, "");
}
