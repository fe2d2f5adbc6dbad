package org.melange.enrich.chat;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ReadTimeoutInputStreamTest {

  @Test
  void aBodyIsReadToItsEnd() throws IOException {
    try (InputStream in =
        new ReadTimeoutInputStream(
            new ByteArrayInputStream("\u00e4bc".getBytes(UTF_8)), Duration.ofMinutes(1))) {
      assertThat(in.read()).isEqualTo(0xC3);
      assertThat(in.readAllBytes()).hasSize(3);
      assertThat(in.read()).isEqualTo(-1);
    }
  }

  @Test
  void aBodyThatStopsFails() {
    InputStream silent = new Silent();
    InputStream in = new ReadTimeoutInputStream(silent, Duration.ofMillis(20));
    assertThatThrownBy(in::read).isInstanceOf(IOException.class).hasMessage("no data for 20 ms");
  }

  @Test
  void anotherFailureIsPassedOn() {
    InputStream broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("connection reset");
          }
        };
    InputStream in = new ReadTimeoutInputStream(broken, Duration.ofMinutes(1));
    assertThatThrownBy(in::read).hasMessage("connection reset");
  }

  /** Blocks until it is closed, as a socket does. */
  private static final class Silent extends InputStream {
    private final CountDownLatch closed = new CountDownLatch(1);

    @Override
    public int read() throws IOException {
      try {
        closed.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      throw new IOException("closed");
    }

    @Override
    public void close() {
      closed.countDown();
    }
  }
}
