package org.melange.spark.enrich;

import java.io.IOException;
import java.util.Locale;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.StreamCapabilities;
import org.melange.spark.io.HadoopFiles;

/** A file to which {@link #append} writes durably, on any Hadoop file system. Not thread-safe. */
interface WriteAheadFile extends AutoCloseable {

  /** Appends bytes and waits until they are durable. */
  void append(byte[] bytes) throws IOException;

  @Override
  void close() throws IOException;

  /**
   * A log at {@code path}. If the file system can sync ({@code file:}, HDFS), it is one file. If
   * not (S3), each call writes one object, named {@code path} with a number appended.
   */
  static WriteAheadFile create(String path) {
    try {
      Path file = new Path(path);
      FileSystem fs = HadoopFiles.fileSystem(file);
      // Hadoop's local file system writes its checksum files late; the raw one has none.
      FileSystem plain = fs instanceof LocalFileSystem local ? local.getRawFileSystem() : fs;
      FSDataOutputStream out = plain.create(new Path(path + SYNCED), false);
      if (out.hasCapability(StreamCapabilities.HSYNC)) {
        return new Synced(out);
      }
      out.close();
      plain.delete(new Path(path + SYNCED), false);
      return new Objects(plain, path);
    } catch (IOException e) {
      throw HadoopFiles.failure("creating the log " + path, e);
    }
  }

  /** The suffix of log files. */
  String SYNCED = ".log";

  /** One synced file. */
  record Synced(FSDataOutputStream out) implements WriteAheadFile {
    @Override
    public void append(byte[] bytes) throws IOException {
      out.write(bytes);
      out.hsync();
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }

  /** One object per call; it appears, complete, when it is closed. */
  final class Objects implements WriteAheadFile {
    private final FileSystem fs;
    private final String path;
    private int number;

    Objects(FileSystem fs, String path) {
      this.fs = fs;
      this.path = path;
    }

    @Override
    public void append(byte[] bytes) throws IOException {
      try (FSDataOutputStream out =
          fs.create(
              new Path(String.format(Locale.ROOT, "%s-%08d%s", path, number++, SYNCED)), false)) {
        out.write(bytes);
      }
    }

    @Override
    public void close() {}
  }
}
