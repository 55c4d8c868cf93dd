/** The longest text that is read, in characters, unless the caller says more: no file for kubeadm comes near it. */
export const maximumYamlBytes = 512 * 1024;
