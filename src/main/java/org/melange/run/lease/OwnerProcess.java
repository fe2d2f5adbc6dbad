package org.melange.run.lease;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The process that holds a lease.
 *
 * @param host the host name, for messages
 * @param pid the process id
 * @param started when it started
 * @param machine identifies the boot of the machine and the PID namespace; empty if unknown
 */
record OwnerProcess(String host, long pid, Instant started, String machine) {

  /** The start of a process is computed from the time of the boot, which clocks may adjust. */
  private static final Duration SAME_START = Duration.ofSeconds(10);

  /** This process. */
  static OwnerProcess current() {
    ProcessHandle self = ProcessHandle.current();
    return new OwnerProcess(hostName(), self.pid(), start(self), machineId());
  }

  /**
   * Whether the process is known to have ended. Only a process of the same machine can know; all
   * others have to wait until the lease expires.
   */
  boolean ended() {
    if (machine.isEmpty() || !machine.equals(machineId())) {
      return false;
    }
    Optional<ProcessHandle> found = ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
    return found.isEmpty()
        || Duration.between(started, start(found.get())).abs().compareTo(SAME_START) > 0;
  }

  private static Instant start(ProcessHandle process) {
    return process.info().startInstant().orElse(Instant.EPOCH);
  }

  private static String machineId() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip()
          + " "
          + Files.readSymbolicLink(Path.of("/proc/self/ns/pid"));
    } catch (IOException | UnsupportedOperationException e) {
      return "";
    }
  }

  private static String hostName() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
    } catch (IOException e) {
      try {
        return InetAddress.getLocalHost().getHostName();
      } catch (UnknownHostException unknown) {
        return "unknown host";
      }
    }
  }
}
