package org.melange.spark.io;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options.CreateFileOptionKeys;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.PathIOException;
import org.melange.run.lease.LeaseStore;

/**
 * Leases on Hadoop file systems that can create a file atomically without overwriting: HDFS and
 * others by {@code create}, S3 by a put with {@code If-None-Match}. Hadoop's local file system is
 * not one of them.
 *
 * @param fs the file system
 * @param directory the directory that the lease protects
 * @param files the directory of the lease's files
 */
record HadoopLeaseStore(FileSystem fs, Path directory, Path files) implements LeaseStore {

  /** How often a file is read that its owner replaces meanwhile. */
  private static final int MAX_READS = 5;

  @Override
  public String guarded() {
    return directory.toString();
  }

  @Override
  public List<Long> generations() throws IOException {
    try {
      return Arrays.stream(fs.listStatus(files))
          .filter(FileStatus::isFile)
          .map(file -> file.getPath().getName())
          .filter(name -> name.matches("\\d{1,18}"))
          .map(Long::valueOf)
          .sorted()
          .toList();
    } catch (FileNotFoundException e) {
      return List.of();
    }
  }

  @Override
  public Optional<String> read(long generation) throws IOException {
    PathIOException changed = null;
    for (int attempt = 0; attempt < MAX_READS; attempt++) {
      try (FSDataInputStream in = fs.open(file(generation))) {
        return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      } catch (FileNotFoundException e) {
        return Optional.empty();
      } catch (PathIOException e) {
        changed = e; // S3A, if the owner renewed the lease between opening and reading
      }
    }
    throw changed;
  }

  @Override
  public boolean create(long generation, String text) throws IOException {
    FSDataOutputStreamBuilder<?, ?> builder =
        fs.createFile(file(generation)).overwrite(false).recursive();
    if (WholeObjects.isS3(fs)) {
      builder.must(CreateFileOptionKeys.FS_OPTION_CREATE_CONDITIONAL_OVERWRITE, true);
    }
    try {
      WholeObjects.put((FSDataOutputStream) builder.build(), text);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (IOException e) {
      // S3 reports a failed condition (412) by an exception of hadoop-aws, which need not be on the
      // class path.
      if (read(generation).isPresent()) {
        return false;
      }
      throw e;
    }
  }

  @Override
  public void replace(long generation, String text) throws IOException {
    WholeObjects.write(fs, file(generation), text);
  }

  @Override
  public void delete(long generation) throws IOException {
    fs.delete(file(generation), false);
  }

  @Override
  public void removeIfEmpty() throws IOException {
    try {
      if (fs.listStatus(files).length == 0) {
        fs.delete(files, false);
      }
    } catch (FileNotFoundException e) {
      // Object stores have no empty directories.
    }
  }

  private Path file(long generation) {
    return new Path(files, String.format(Locale.ROOT, "%09d", generation));
  }
}
