package org.melange.spark.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Abortable;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.StreamCapabilities;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Small files appear completely or not at all. */
class WholeObjectsTest {

  @TempDir private java.nio.file.Path dir;

  @Test
  void writesAndReplacesWithoutLeavingADraft() throws IOException {
    FileSystem fs = new RawLocalFileSystem();
    fs.initialize(URI.create("file:///"), new Configuration());
    assertThat(WholeObjects.isS3(fs)).isFalse();
    Path file = new Path(dir.toString(), "a.json");
    WholeObjects.write(fs, file, "one");
    WholeObjects.write(fs, file, "two \u20ac");
    assertThat(dir.resolve("a.json")).hasContent("two \u20ac");
    try (Stream<java.nio.file.Path> files = Files.list(dir)) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void aFailedWriteIsAbortedBeforeTheStreamIsClosed() throws IOException {
    ObjectStream broken = new ObjectStream(true);
    assertThatThrownBy(() -> WholeObjects.put(new FSDataOutputStream(broken, null), "text"))
        .isInstanceOf(IOException.class)
        .hasMessage("disk full");
    assertThat(broken.calls).containsExactly("abort", "close");
  }

  @Test
  void aSuccessfulWriteIsClosedOnly() throws IOException {
    ObjectStream stream = new ObjectStream(false);
    WholeObjects.put(new FSDataOutputStream(stream, null), "text");
    assertThat(stream.calls).containsExactly("close");
    assertThat(stream.written.toString(java.nio.charset.StandardCharsets.UTF_8)).isEqualTo("text");
  }

  /** An object store's stream: what is aborted is not published by closing. */
  private static final class ObjectStream extends OutputStream
      implements Abortable, StreamCapabilities {
    private final boolean full;
    private final List<String> calls = new ArrayList<>();
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    ObjectStream(boolean full) {
      this.full = full;
    }

    @Override
    public void write(int value) throws IOException {
      if (full) {
        throw new IOException("disk full");
      }
      written.write(value);
    }

    @Override
    public AbortableResult abort() {
      calls.add("abort");
      return null;
    }

    @Override
    public boolean hasCapability(String capability) {
      return capability.equals(StreamCapabilities.ABORTABLE_STREAM);
    }

    @Override
    public void close() {
      calls.add("close");
    }
  }
}
