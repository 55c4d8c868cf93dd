#!/bin/sh
# How processes get into a lab host. Called by the lab, never by hand:
#   enter.sh boot GROUP NETNS NAME ROOT      start the host: join its control groups, make namespaces, become systemd
#   enter.sh exec GROUP PID COMMAND...       run a command in the running host whose pid 1 is PID here
# GROUP is the host's directory below each hierarchy of /sys/fs/cgroup; LAB_HIERARCHIES names those.
set -eu

join_groups() {
  for hierarchy in $LAB_HIERARCHIES; do echo $$ > "/sys/fs/cgroup/$hierarchy/$1/cgroup.procs"; done
}

# Each file of /proc/sys given is replaced by a private copy: the kubelet sets it, the machine keeps its value.
private_sysctls() {
  root=$1; shift
  for key in "$@"; do
    [ -e "/proc/sys/$key" ] || continue
    copy=$root/run/lab-host/sysctl/$key
    mkdir -p "${copy%/*}"
    cat "/proc/sys/$key" > "$copy"
    mount --bind "$copy" "$root/proc/sys/$key"
  done
}

mount_proc() {
  root=$1
  mount -t proc proc "$root/proc"
  # Only the network's settings belong to the host; all others are the whole machine's.
  mount --bind "$root/proc/sys" "$root/proc/sys"
  mount --bind "$root/proc/sys/net" "$root/proc/sys/net"
  mount -o remount,bind,ro "$root/proc/sys"
  private_sysctls "$root" vm/overcommit_memory vm/panic_on_oom kernel/panic kernel/panic_on_oops \
    kernel/keys/root_maxkeys kernel/keys/root_maxbytes
  [ ! -e "$root/proc/sysrq-trigger" ] || mount --bind /dev/null "$root/proc/sysrq-trigger"
  cat /proc/sys/kernel/random/uuid > "$root/run/lab-host/boot_id"   # each start is a boot of its own
  mount --bind "$root/run/lab-host/boot_id" "$root/proc/sys/kernel/random/boot_id"
}

mount_groups() {
  root=$1
  mount -t sysfs sysfs "$root/sys"
  mount -t tmpfs -o mode=755 tmpfs "$root/sys/fs/cgroup"
  for hierarchy in $LAB_HIERARCHIES; do
    mkdir "$root/sys/fs/cgroup/$hierarchy"
    options=$hierarchy
    [ "$hierarchy" = systemd ] && options=none,name=systemd
    mount -t cgroup -o "$options" cgroup "$root/sys/fs/cgroup/$hierarchy"
  done
}

mount_devices() {
  root=$1
  mount -t tmpfs -o mode=755 tmpfs "$root/dev"
  for device in null zero full random urandom tty kmsg; do
    : > "$root/dev/$device"
    mount --bind "/dev/$device" "$root/dev/$device"
  done
  mkdir "$root/dev/pts" "$root/dev/shm" "$root/dev/mqueue"
  mount -t devpts -o newinstance,ptmxmode=0666,mode=620,gid=5 devpts "$root/dev/pts"
  mount -t tmpfs -o mode=1777 tmpfs "$root/dev/shm"
  ln -s pts/ptmx "$root/dev/ptmx"
  ln -s /proc/self/fd "$root/dev/fd"
  ln -s /proc/self/fd/0 "$root/dev/stdin"
  ln -s /proc/self/fd/1 "$root/dev/stdout"
  ln -s /proc/self/fd/2 "$root/dev/stderr"
}

# Runs as pid 1 of the new namespaces.
become_host() {
  name=$1 root=$2
  hostname "$name"
  mount --rbind "$root" "$root"   # with the mounts below it: the data directories
  mount -t tmpfs -o mode=755 tmpfs "$root/run"
  mkdir -p "$root/run/lab-host"
  mount_proc "$root"
  mount_groups "$root"
  mount_devices "$root"
  cd "$root"
  mkdir -p .machine
  pivot_root . .machine
  umount -l /.machine
  rmdir /.machine
  mount --make-rshared /   # only after the pivot: before, it would reach the machine
  # The legacy layout is asked for by name: left alone, systemd sometimes takes the hybrid one and kubelet fails.
  # Clock and kernel modules are the machine's, so the host may not touch them.
  exec env -i container=lab PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin TERM=linux \
    setpriv --bounding-set=-sys_time,-sys_module \
    /lib/systemd/systemd --system --log-target=console --show-status=1 \
    systemd.unified_cgroup_hierarchy=0 systemd.legacy_systemd_cgroup_controller=1
}

action=$1
shift
case $action in
  boot)
    join_groups "$1"
    exec 3>&- 4>&- 5>&-   # the lab's locks: from here on `down` finds this process by its groups
    exec nsenter --net="$2" unshare --mount --propagation private --pid --uts --ipc --cgroup --fork \
      /bin/sh "$0" become "$3" "$4" ;;
  become)
    become_host "$1" "$2" ;;
  exec)
    join_groups "$1"
    pid=$2
    shift 2
    exec nsenter --target "$pid" --mount --uts --ipc --net --pid --cgroup --root "$@" ;;
esac
