package org.melange.spark.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.run.ExitCode;
import org.melange.run.JobException;
import org.melange.run.lease.LeaseStore;

/** Tasks stop when another application has taken the lease of their driver. */
class LeaseFenceTest {

  @TempDir private Path dir;
  private LeaseStore store;

  @BeforeEach
  void open() throws IOException {
    store = Leases.store(dir.toString());
    assertThat(store.create(1, "of the driver")).isTrue();
  }

  @Test
  void theNewestLeasePasses() throws IOException {
    assertThatCode(fence(1)::require).doesNotThrowAnyException();
    store.create(2, "of another application");
    assertThatCode(fence(2)::require).doesNotThrowAnyException();
  }

  @Test
  void aTakenLeaseStopsTheTask() throws IOException {
    store.create(2, "of another application");
    assertThatThrownBy(fence(1)::require)
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.FAILED))
        .hasMessageContaining(dir + " was taken over by another application");
  }

  @Test
  void aLeaseThatIsGoneStopsTheTask() throws IOException {
    store.delete(1);
    assertThatThrownBy(fence(1)::require).isInstanceOf(JobException.class);
  }

  @Test
  void aFenceOnAnExecutorChecksAnew() throws Exception {
    LeaseFence driver = fence(1);
    driver.require();
    store.create(2, "of another application");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(driver);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      LeaseFence executor = (LeaseFence) in.readObject();
      assertThatThrownBy(executor::require).isInstanceOf(JobException.class);
    }
  }

  private LeaseFence fence(long generation) {
    return new LeaseFence(dir.toString(), generation);
  }
}
