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
import org.melange.run.lease.LeaseStore;

/**
 * Leases on Hadoop's file systems that create a file without overwriting as one step: HDFS and
 * others by {@code create}, S3 by a put with {@code If-None-Match}. Hadoop's local file system is
 * not one of them.
 *
 * @param fs the file system
 * @param directory what the lease guards
 * @param folder where its files are
 */
record HadoopLeaseStore(FileSystem fs, Path directory, Path folder) implements LeaseStore {

  @Override
  public String guarded() {
    return directory.toString();
  }

  @Override
  public List<Long> generations() throws IOException {
    try {
      return Arrays.stream(fs.listStatus(folder))
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
    try (FSDataInputStream in = fs.open(file(generation))) {
      return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
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
      // S3 answers that the condition failed (412), by an exception of a class that is only there
      // where S3 is used.
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
      if (fs.listStatus(folder).length == 0) {
        fs.delete(folder, false);
      }
    } catch (FileNotFoundException e) {
      // It is gone with its last file.
    }
  }

  private Path file(long generation) {
    return new Path(folder, String.format(Locale.ROOT, "%09d", generation));
  }
}
