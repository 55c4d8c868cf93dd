/**
 * Takes the lock on file $1 for a holder that the first line of standard input names, says "held" and keeps it until standard input ends:
 * when the process at the other end dies, however it dies, the lock is free. Exit code 75 with the holder's name when another has it.
 * The same text serves this machine and one behind SSH, so that runs from both keep each other out.
 */
export const lockScript = `umask 077
[ -d "\${1%/*}" ] || mkdir -p "\${1%/*}" || exit 1
IFS= read -r holder || exit 1
exec 9>>"$1" || exit 1
flock -n 9 || { cat "$1"; exit 75; }
printf '%s\\n' "$holder" > "$1"
echo held
cat > /dev/null
: > "$1"
`;

/** EX_TEMPFAIL of sysexits.h: what the script ends with when another process holds the lock. */
export const lockedExitCode = 75;
