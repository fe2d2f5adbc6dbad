package org.melange.spark.enrich;

import java.io.IOException;
import java.util.Locale;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.StreamCapabilities;
import org.melange.spark.io.HadoopFiles;

/**
 * Bytes that are on disk when {@link #append} returns, on any of Hadoop's file systems. One
 * thread's.
 */
interface WriteAheadFile extends AutoCloseable {

  /** Appends, and waits until it is on disk. */
  void append(byte[] bytes) throws IOException;

  @Override
  void close() throws IOException;

  /**
   * A journal at {@code path}: one file that is synced where the file system can ({@code file:},
   * HDFS), else, as on S3, one object for each call, {@code path} with a number behind.
   */
  static WriteAheadFile create(String path) {
    try {
      Path file = new Path(path);
      FileSystem fs = HadoopFiles.fileSystem(file);
      // The checksums of Hadoop's local files are written late; the raw files underneath are not.
      FileSystem plain = fs instanceof LocalFileSystem local ? local.getRawFileSystem() : fs;
      FSDataOutputStream out = plain.create(new Path(path + SYNCED), false);
      if (out.hasCapability(StreamCapabilities.HSYNC)) {
        return new Synced(out);
      }
      out.close();
      plain.delete(new Path(path + SYNCED), false);
      return new Objects(plain, path);
    } catch (IOException e) {
      throw HadoopFiles.failure("beginning the journal " + path, e);
    }
  }

  /** The end of the name of a synced journal. */
  String SYNCED = ".log";

  /** One file. */
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

  /** One object for each call: there when it was closed, as a whole. */
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
