#!/bin/sh
# Makes a Debian or Ubuntu machine ready to be a node: kernel settings, containerd and the kubelet, from their makers'
# own package repositories. Run as root with the version of Kubernetes: prepare.sh v1.36.3. May be run again.
set -eu

version=${1#v}
minor=${version%.*}
. /etc/os-release
export DEBIAN_FRONTEND=noninteractive

# The kubelet wants no swap unless it is told how to use it.
swapoff -a
sed -i '/^[^#].*[[:space:]]swap[[:space:]]/s/^/#/' /etc/fstab

cat >/etc/modules-load.d/kubernetes.conf <<'END'
overlay
br_netfilter
END
cat >/etc/sysctl.d/99-kubernetes.conf <<'END'
net.ipv4.ip_forward = 1
net.bridge.bridge-nf-call-iptables = 1
net.bridge.bridge-nf-call-ip6tables = 1
END
modprobe overlay
modprobe br_netfilter
sysctl --quiet --system >/dev/null

apt-get -qq update
apt-get -qq install -y --no-install-recommends ca-certificates curl gpg

# repository NAME KEY-URL LINE: a package source that is trusted for its own packages only.
repository() {
  install -d -m 0755 /etc/apt/keyrings
  curl -fsSL "$2" | gpg --dearmor --yes -o "/etc/apt/keyrings/$1.gpg"
  chmod 0644 "/etc/apt/keyrings/$1.gpg"
  echo "deb [signed-by=/etc/apt/keyrings/$1.gpg] $3" >"/etc/apt/sources.list.d/$1.list"
}

# Debian's own containerd is older than the kubelet wants.
repository docker "https://download.docker.com/linux/$ID/gpg" \
  "https://download.docker.com/linux/$ID $VERSION_CODENAME stable"
repository kubernetes "https://pkgs.k8s.io/core:/stable:/v$minor/deb/Release.key" \
  "https://pkgs.k8s.io/core:/stable:/v$minor/deb/ /"

apt-get -qq update
apt-get -qq install -y --no-install-recommends --allow-change-held-packages \
  containerd.io "kubelet=$version-*" kubernetes-cni
apt-mark hold kubelet >/dev/null

# The package's own configuration leaves the part out that the kubelet talks to.
containerd config default |
  sed -e 's/SystemdCgroup = false/SystemdCgroup = true/' >/etc/containerd/config.toml
systemctl restart containerd
