/*
 * The process that holds a Pod's namespaces: it waits, and collects the processes that end under it.
 * `pause -v` answers with exit code 0, because `kubeadm upgrade` runs it so in a Job.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

int main(int argc, char **argv)
{
	sigset_t wanted;
	int signal_number;

	if (argc == 2 && strcmp(argv[1], "-v") == 0) {
		puts("pause of the kubewright lab");
		return 0;
	}
	sigemptyset(&wanted);
	sigaddset(&wanted, SIGINT);
	sigaddset(&wanted, SIGTERM);
	sigaddset(&wanted, SIGCHLD);
	sigprocmask(SIG_BLOCK, &wanted, NULL);
	while (sigwait(&wanted, &signal_number) == 0) {
		if (signal_number != SIGCHLD)
			return 0;
		while (waitpid(-1, NULL, WNOHANG) > 0)
			continue;
	}
	return 1;
}
